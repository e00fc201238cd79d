package dev.gatehouse.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;

/** More clients than are read in one turn of the loop, and what they may do while they wait. */
class ManyClientsTest {

  private static final int EACH = 30;
  private static final String REQUEST = "GET /asked HTTP/1.1\r\nHost: a.test\r\n\r\n";
  private static final EdgeLimits LIMITS =
      new EdgeLimits(20 * 1024, 32 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(60), 1000);

  private final EventLoops loops = new EventLoops(1);
  private final List<Socket> clients = new ArrayList<>();
  private DisposableServer server;

  @BeforeEach
  void start() {
    server = TestEdge.echo(TestEdge.edge(LIMITS)).runOn(loops).bindNow();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    server.disposeNow();
    loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
  }

  @Test
  void answersEachWhateverTheOthersDoMeanwhile() throws Exception {
    List<Socket> whole = connect();
    List<Socket> leaving = connect();
    List<Socket> halves = connect();
    List<Socket> resetting = connect();
    List<Socket> twice = connect();
    allAtOnce(
        () -> {
          for (int i = 0; i < EACH; i++) {
            send(resetting.get(i), "G");
            resetting.get(i).setSoLinger(true, 0);
            resetting.get(i).close();
            send(halves.get(i), REQUEST.substring(0, 10));
            send(leaving.get(i), REQUEST);
            leaving.get(i).shutdownOutput();
            send(twice.get(i), REQUEST + REQUEST);
            send(whole.get(i), REQUEST);
          }
        });
    for (Socket client : whole) {
      assertThat(answer(client)).startsWith("HTTP/1.1 200 OK").endsWith("/asked");
    }
    for (int i = 0; i < EACH; i++) {
      send(halves.get(i), REQUEST.substring(10));
      assertThat(answer(halves.get(i))).endsWith("/asked");
      assertThat(answer(twice.get(i))).endsWith("/asked");
      assertThat(answer(twice.get(i))).endsWith("/asked");
    }
  }

  private List<Socket> connect() throws IOException {
    var connected = new ArrayList<Socket>();
    for (int i = 0; i < EACH; i++) {
      var client = new Socket(InetAddress.getLoopbackAddress(), server.port());
      client.setSoTimeout(20_000);
      connected.add(client);
    }
    clients.addAll(connected);
    return connected;
  }

  private interface Sending {

    void send() throws IOException;
  }

  /** The loop finds all that is sent in one turn. */
  private void allAtOnce(Sending sending) throws IOException {
    EventLoop loop = loops.onServer(true).next();
    var sent = new CountDownLatch(1);
    loop.execute(
        () -> {
          boolean held = true;
          while (held) {
            held = sent.getCount() > 0;
          }
        });
    try {
      sending.send();
    } finally {
      sent.countDown();
    }
  }

  private static void send(Socket client, String octets) throws IOException {
    client.getOutputStream().write(octets.getBytes(US_ASCII));
  }

  /** Up to the body, which is the request's target. */
  private static String answer(Socket client) throws IOException {
    var answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0 || !answer.toString().endsWith("/asked")) {
      int octet = client.getInputStream().read();
      if (octet < 0) {
        return answer.toString();
      }
      answer.append((char) octet);
    }
    return answer.toString();
  }
}
