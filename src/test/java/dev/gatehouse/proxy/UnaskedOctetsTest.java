package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upstream says behind a response is never part of the next, who ever waits for that. */
class UnaskedOctetsTest extends ProxyTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String MINE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine";
  private static final String EVIL =
      "HTTP/1.1 200 OK\r\nX-Evil: 1\r\nContent-Length: 4\r\n\r\nevil";

  private void serve(int connections) {
    application.serve(
        TestSnapshots.with()
            .open(upstream.uri(), "Path=/**")
            .upstream(new UpstreamLimits(LONG, LONG, connections, 5, LONG))
            .snapshot(),
        deciding(anonymous()));
  }

  /** A decoder that waits for the rest of them would find it in the next client's response. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "!",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK\r\nX-Evil: 1\r\n",
        "HTTP/1.1 200 OK\r\nX-Evil: 1\r\nX-A: "
      })
  void closeTheConnectionHoweverFew(String octets) {
    serve(5);
    for (String first :
        new String[] {
          MINE,
          "HTTP/1.1 304 Not Modified\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmine\r\n0\r\n\r\n"
        }) {
      upstream.answer(first + octets);
      assertThat(client.get("/").whole()).isTrue();
      upstream.sawEnd();
      upstream.answer(MINE);
      var answer = client.get("/");
      assertThat(answer.body()).isEqualTo("mine");
      assertThat(answer.header("X-Evil")).isNull();
    }
  }

  @Test
  void closeAnIdleConnectionHoweverFew() {
    serve(5);
    var answered = new CountDownLatch(1);
    upstream.answer(
        exchange -> {
          exchange.send(MINE);
          TestUpstreamScripts.await(answered);
          exchange.send("HTTP/1.1 200 OK\r\nX-Evil: ");
        });
    assertThat(client.get("/").body()).isEqualTo("mine");
    answered.countDown();
    upstream.sawEnd();
    upstream.answer(MINE);
    assertThat(client.get("/").body()).isEqualTo("mine");
  }

  /**
   * Whoever waits gets the connection as soon as a response ends, in the middle of what was read.
   */
  @Test
  void areNoAnswerToWhoeverWaitedForTheConnection() {
    serve(1);
    for (int i = 0; i < 10; i++) {
      var waits = new CountDownLatch(1);
      upstream.answer(
          exchange -> {
            if (exchange.line().contains("/first")) {
              TestUpstreamScripts.await(waits);
              exchange.send(MINE + EVIL);
            } else {
              exchange.send(MINE);
            }
          });
      try (RawClient waiting = application.connect()) {
        client.send(RawClient.head("GET", "/first"));
        upstream.seen();
        waiting.send(RawClient.head("GET", "/waiting"));
        EventLoops.turn();
        waits.countDown();
        assertThat(client.receive().body()).isEqualTo("mine");
        assertThat(waiting.receive().body()).isEqualTo("mine");
        upstream.seen();
      }
    }
  }
}
