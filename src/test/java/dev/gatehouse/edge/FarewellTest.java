package dev.gatehouse.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;

class FarewellTest {

  private static final String REQUEST = "GET /%s HTTP/1.1\r\nHost: gw.test\r\n\r\n";

  private final Farewell farewell = new Farewell();
  private final DisposableServer server =
      TestEdge.echo(TestEdge.edge(TestEdge.LIMITS, farewell)).bindNow();

  @AfterEach
  void close() {
    server.disposeNow();
  }

  @Test
  void nothingIsSaidBeforeItHasBegun() throws IOException {
    try (var client = connect()) {
      assertThat(answer(client, "one")).doesNotContainIgnoringCase("connection: close");
      assertThat(answer(client, "two")).doesNotContainIgnoringCase("connection: close");
    }
  }

  @Test
  void theNextAnswerOfAKeptConnectionIsItsLast() throws IOException {
    try (var client = connect()) {
      answer(client, "one");
      farewell.begin();
      farewell.begin();

      // the event loop may take a request that is there already before it takes note
      String last = answer(client, "next");
      for (int i = 0; i < 10 && !last.toLowerCase(Locale.ROOT).contains("connection:"); i++) {
        last = answer(client, "next");
      }
      assertThat(last).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
      assertThat(client.getInputStream().read()).as("closed").isNegative();
    }
  }

  @Test
  void soIsTheAnswerOfAConnectionThatComesLater() throws IOException {
    farewell.begin();
    try (var client = connect()) {
      assertThat(rest(client, REQUEST.formatted("one"))).containsIgnoringCase("connection: close");
    }
  }

  @Test
  void whatIsSentBehindTheLastRequestIsNeverAnswered() throws IOException {
    farewell.begin();
    try (var client = connect()) {
      String answers = rest(client, REQUEST.formatted("one") + REQUEST.formatted("two"));
      assertThat(answers).contains("/one").doesNotContain("/two");
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String rest(Socket client, String requests) throws IOException {
    client.getOutputStream().write(requests.getBytes(ISO_8859_1));
    return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
  }

  /** Up to the end of the body, which is the path. */
  private static String answer(Socket client, String path) throws IOException {
    client.getOutputStream().write(REQUEST.formatted(path).getBytes(ISO_8859_1));
    InputStream in = client.getInputStream();
    var read = new StringBuilder();
    while (!read.toString().endsWith("\r\n\r\n/" + path)) {
      int octet = in.read();
      assertThat(octet).as("after: %s", read).isNotNegative();
      read.append((char) octet);
    }
    return read.toString();
  }
}
