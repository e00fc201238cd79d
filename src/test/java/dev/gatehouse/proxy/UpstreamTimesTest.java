package dev.gatehouse.proxy;

import static dev.gatehouse.proxy.TestUpstreamScripts.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long an exchange may take, and a connection be kept. */
class UpstreamTimesTest extends ProxyTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration SHORT = Duration.ofMillis(250);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final CountDownLatch released = new CountDownLatch(1);

  private Gateway serve(Duration responseTimeout, Duration idleTimeout) {
    return application.serve(
        TestSnapshots.with()
            .open(upstream.uri(), "Path=/**")
            .upstream(
                new UpstreamLimits(Duration.ofSeconds(2), responseTimeout, 50, 50, idleTimeout))
            .snapshot(),
        deciding(anonymous()));
  }

  /** Waits, on the gateway's own clock, for as long as a response may take. */
  private void letTheDeadlinePass() {
    try (RawClient waiting = application.connect()) {
      assertThat(waiting.get("/hang").status()).isEqualTo(504);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", "HTTP/1.1 200 OK\r\n"})
  void aHeadThatIsLateClosesTheConnection(String begun) {
    serve(SHORT, LONG);
    upstream.answer(
        exchange -> {
          if (exchange.line().contains("/mine")) {
            exchange.send(OK);
          } else {
            exchange.send(begun);
          }
        });
    assertThat(client.get("/").status()).isEqualTo(504);
    upstream.sawEnd();
    assertThat(client.get("/mine").body()).isEqualTo("ok");
    assertThat(upstream.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 10\r\n\r\nbegun|ended",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n|5\r\nended\r\n0\r\n\r\n"
      })
  void aBodyMayTakeLonger(String response) {
    serve(SHORT, LONG);
    int middle = response.indexOf('|');
    upstream.answer(
        exchange -> {
          if (!exchange.line().contains("/hang")) {
            exchange.send("HTTP/1.1 200 OK\r\n" + response.substring(0, middle));
            await(released);
            exchange.send(response.substring(middle + 1));
          }
        });
    client.send(RawClient.head("GET", "/"));
    upstream.seen();
    letTheDeadlinePass();
    letTheDeadlinePass();
    released.countDown();
    assertThat(client.receive().body()).isEqualTo("begunended");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 10|begun|ended",
        "Transfer-Encoding: chunked|5\r\nbegun\r\n|5\r\nended\r\n0\r\n\r\n"
      })
  void anUploadMayTakeLonger(String request) {
    serve(SHORT, LONG);
    upstream.answer(
        exchange -> {
          if (!exchange.line().contains("/hang")) {
            TestUpstreamScripts.echo(exchange);
          }
        });
    int first = request.indexOf('|');
    int second = request.indexOf('|', first + 1);
    client
        .send(RawClient.head("POST", "/", request.substring(0, first)))
        .send(request.substring(first + 1, second));
    upstream.seen();
    letTheDeadlinePass();
    letTheDeadlinePass();
    assertThat(client.send(request.substring(second + 1)).receive().body()).isEqualTo("begunended");
  }

  @Test
  void aConnectionThatIsIdleTooLongIsClosed() {
    serve(LONG, SHORT);
    upstream.answer(OK);
    assertThat(client.get("/").body()).isEqualTo("ok");
    upstream.sawEnd();
    assertThat(client.get("/").body()).isEqualTo("ok");
    assertThat(upstream.connections()).isEqualTo(2);
  }

  /** What is in use is not idle, however little is said. */
  @Test
  void aConnectionInUseIsNotIdle() {
    serve(LONG, SHORT);
    upstream.answer(
        exchange -> {
          if (exchange.line().contains("/slow")) {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegun");
            await(released);
            exchange.send("ended");
          } else {
            exchange.send(OK);
          }
        });
    client.send(RawClient.head("GET", "/slow"));
    upstream.seen();
    try (RawClient other = application.connect()) {
      assertThat(other.get("/").body()).isEqualTo("ok");
    }
    // the other's, which was idle from later on
    upstream.sawEnd();
    released.countDown();
    assertThat(client.receive().body()).isEqualTo("begunended");
  }

  @Test
  void idleConnectionsCloseWithTheirConfiguration() {
    Gateway old = serve(LONG, LONG);
    upstream.answer(OK);
    assertThat(client.get("/").body()).isEqualTo("ok");
    serve(LONG, LONG);
    old.close();
    upstream.sawEnd();
    assertThat(client.get("/").body()).isEqualTo("ok");
    assertThat(upstream.connections()).isEqualTo(2);
  }

  @Test
  void whatIsUnderWayEndsWellWhenItsConfigurationIsReplaced() {
    Gateway old = serve(LONG, LONG);
    upstream.answer(
        exchange -> {
          if (exchange.line().contains("/body")) {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegun");
            await(released);
            exchange.send("ended");
          } else {
            await(released);
            TestUpstreamScripts.echo(exchange);
          }
        });
    try (RawClient inTheBody = application.connect();
        RawClient uploading = application.connect()) {
      client.send(RawClient.head("GET", "/head"));
      inTheBody.send(RawClient.head("GET", "/body"));
      uploading.send(RawClient.head("POST", "/upload", "Content-Length: 10")).send("begun");
      for (int i = 0; i < 3; i++) {
        upstream.seen();
      }
      serve(LONG, LONG);
      old.close();
      EventLoops.turn();
      released.countDown();
      assertThat(client.receive().status()).isEqualTo(200);
      assertThat(inTheBody.receive().body()).isEqualTo("begunended");
      assertThat(uploading.send("ended").receive().body()).isEqualTo("begunended");
      for (int i = 0; i < 3; i++) {
        upstream.sawEnd();
      }
    }
  }

  /** Nobody who waits is forgotten, and nobody fails for it. */
  @Test
  void whoWaitsForAConnectionIsServedWhenItsConfigurationIsReplaced() {
    Gateway old =
        application.serve(
            TestSnapshots.with()
                .open(upstream.uri(), "Path=/**")
                .upstream(new UpstreamLimits(Duration.ofSeconds(2), LONG, 1, 1, LONG))
                .snapshot(),
            deciding(anonymous()));
    upstream.answer(
        exchange -> {
          await(released);
          exchange.send(OK);
        });
    try (RawClient waiting = application.connect()) {
      client.send(RawClient.head("GET", "/first"));
      upstream.seen();
      waiting.send(RawClient.head("GET", "/waiting"));
      EventLoops.turn();
      serve(LONG, LONG);
      old.close();
      EventLoops.turn();
      released.countDown();
      assertThat(client.receive().body()).isEqualTo("ok");
      assertThat(waiting.receive().body()).isEqualTo("ok");
      upstream.sawEnd();
    }
  }
}
