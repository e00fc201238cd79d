package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients send, and what becomes of it where somebody stops in the middle. */
class UpstreamUploadTest extends ProxyTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @BeforeEach
  void serve() {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, Content-Length: 12, 'hello, world'",
    "GET, Content-Length: 12, 'hello, world'",
    "PUT, Transfer-Encoding: chunked, '5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\n\r\n'",
    "DELETE, Transfer-Encoding: chunked, '5\r\nhello\r\n7\r\n, world\r\n0\r\nX-Sum: 7\r\n\r\n'"
  })
  void isTheSameOctetByOctet(String method, String framing, String body) {
    upstream.answer(TestUpstreamScripts::echo);
    String request = RawClient.head(method, "/", framing) + body;
    for (int i = 0; i < request.length(); i++) {
      client.send(request.substring(i, i + 1));
      EventLoops.turn();
    }
    assertThat(client.receive().body()).isEqualTo("hello, world");
    String name = framing.substring(0, framing.indexOf(':'));
    assertThat(upstream.seen().header(name)).isEqualTo(framing.substring(name.length() + 2));
    assertThat(client.get("/").status()).isEqualTo(200);
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void isEverybodysOwnOverKeptConnections() throws Exception {
    upstream.answer(TestUpstreamScripts::echo);
    var running = new CompletableFuture<?>[4];
    for (int i = 0; i < running.length; i++) {
      String name = "client" + i;
      running[i] =
          CompletableFuture.runAsync(
              () -> sendsAndGetsItBack(name), task -> Thread.ofVirtual().start(task));
    }
    CompletableFuture.allOf(running).get(30, TimeUnit.SECONDS);
    assertThat(upstream.connections()).isLessThan(40);
  }

  private static void sendsAndGetsItBack(String name) {
    try (RawClient own = application.connect()) {
      for (int i = 0; i < 40; i++) {
        String body = (name + "-" + i + ";").repeat(i % 10 == 9 ? 5_000 : i % 3);
        String hex = Integer.toHexString(body.length());
        own.send(
            i % 2 == 0
                ? RawClient.head("POST", "/", "Content-Length: " + body.length()) + body
                : RawClient.head("POST", "/", "Transfer-Encoding: chunked")
                    + (body.isEmpty() ? "" : hex + "\r\n" + body + "\r\n")
                    + "0\r\n\r\n");
        assertThat(own.receive().body()).isEqualTo(body);
      }
    }
  }

  /** What reaches the upstream until its connection ends. */
  private CompletableFuture<String> rest() {
    var rest = new CompletableFuture<String>();
    upstream.answer(
        exchange -> {
          if (exchange.line().contains("/mine")) {
            exchange.send(OK);
            return;
          }
          var octets = new ByteArrayOutputStream();
          try {
            exchange.in().transferTo(octets);
          } catch (IOException reset) {
            // as good an end as any
          }
          rest.complete(octets.toString(StandardCharsets.ISO_8859_1));
        });
    return rest;
  }

  /** An upstream must not take for whole what its client broke off (RFC 9112, section 8). */
  @ParameterizedTest
  @CsvSource({
    "Content-Length: 10, begun, ''",
    "Transfer-Encoding: chunked, '5\r\nbegun\r\n', ''",
    "Transfer-Encoding: chunked, '5\r\nbegun\r\n', '0\r\n'",
    "Transfer-Encoding: chunked, '5\r\nbegun\r\n', '0\r\nX-Sum: 7\r\n'",
    "Transfer-Encoding: chunked, '9\r\nbegun', ''",
    "Transfer-Encoding: chunked, '5\r\nbegun\r\n', 'zz\r\n'",
    "Transfer-Encoding: chunked, '5\r\nbegun', 'XX0\r\n\r\n'"
  })
  void thatBreaksOffIsNotEndedForTheUpstream(String framing, String begun, String broken)
      throws Exception {
    CompletableFuture<String> rest = rest();
    client.send(RawClient.head("POST", "/", framing) + begun);
    upstream.seen();
    client.send(broken);
    EventLoops.turn();
    client.close();
    assertThat(rest.get(10, TimeUnit.SECONDS)).doesNotContain("0\r\n").hasSizeLessThan(30);
    try (RawClient other = application.connect()) {
      assertThat(other.get("/mine").body()).isEqualTo("ok");
    }
    assertThat(upstream.connections()).isEqualTo(2);
  }

  /** Whoever asks next on a connection with a body half sent would complete that. */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 10|begun", "Transfer-Encoding: chunked|5\r\nbegun\r\n"})
  void thatIsAnsweredEarlyAndBreaksOffLeavesNoConnection(String request) throws Exception {
    var rest = new CompletableFuture<String>();
    upstream.answer(
        exchange -> {
          exchange.send(OK);
          if (!exchange.line().contains("/mine")) {
            rest.complete(new String(exchange.in().readAllBytes(), StandardCharsets.ISO_8859_1));
          }
        });
    int head = request.indexOf('|');
    client.send(RawClient.head("POST", "/", request.substring(0, head)));
    client.send(request.substring(head + 1));
    assertThat(client.receive().body()).isEqualTo("ok");
    try (RawClient other = application.connect()) {
      assertThat(other.get("/mine").body()).isEqualTo("ok");
    }
    client.close();
    assertThat(rest.get(10, TimeUnit.SECONDS)).doesNotContain("/mine").doesNotEndWith("0\r\n\r\n");
    assertThat(upstream.connections()).isEqualTo(2);
  }

  @Test
  void thatIsAnsweredEarlyAndReadToItsEndLeavesEverybodyTheirAnswers() {
    upstream.answer(
        exchange -> {
          exchange.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
          exchange.readBody();
        });
    client.send(RawClient.head("POST", "/", "Content-Length: 10")).send("begun");
    var answer = client.receive();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("big");
    upstream.answer(TestUpstreamScripts::echo);
    String post = RawClient.head("POST", "/", "Content-Length: 4") + "mine";
    try (RawClient other = application.connect()) {
      assertThat(other.send(post).receive().body()).isEqualTo("mine");
    }
  }

  /** The other way round: answered while it goes on. */
  @Test
  void passesWhileTheAnswerDoes() throws Exception {
    upstream.answer(
        exchange -> {
          exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          for (int i = 0; i < 5; i++) {
            exchange.send(
                "2\r\n"
                    + new String(exchange.in().readNBytes(2), StandardCharsets.ISO_8859_1)
                    + "\r\n");
          }
          exchange.send("0\r\n\r\n");
        });
    client.send(RawClient.head("POST", "/", "Content-Length: 10")).send("a0");
    assertThat(client.receiveHead().status()).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      assertThat(client.line()).isEqualTo("2");
      assertThat(client.line()).isEqualTo("a" + i);
      if (i < 4) {
        client.send("a" + (i + 1));
      }
    }
    assertThat(client.line()).isEqualTo("0");
  }

  @Test
  void isAskedForWhereTheClientExpectsIt() throws Exception {
    upstream.answer(TestUpstreamScripts::echo);
    client.send(RawClient.head("PUT", "/", "Transfer-Encoding: chunked", "Expect: 100-continue"));
    assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
    assertThat(client.line()).isEmpty();
    assertThat(client.send("2\r\nab\r\n0\r\n\r\n").receive().body()).isEqualTo("ab");
    assertThat(upstream.seen().header("Transfer-Encoding")).isEqualTo("chunked");
  }
}
