package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request whose upstream, or whose client, fails. */
class UpstreamFailureTest extends ProxyTest {

  private void serve(String... filters) {
    serveFrom(upstream.uri(), filters);
  }

  private void serveFrom(String uri, String... filters) {
    application.serve(
        TestSnapshots.with().open(uri, "Path=/**", filters).snapshot(), deciding(anonymous()));
  }

  private void serveWithin(Duration responseTimeout, int connections, int pending) {
    application.serve(
        TestSnapshots.with()
            .open(upstream.uri(), "Path=/**")
            .upstream(
                new UpstreamLimits(
                    Duration.ofSeconds(1),
                    responseTimeout,
                    connections,
                    pending,
                    Duration.ofSeconds(30)))
            .snapshot(),
        deciding(anonymous()));
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void answers502WhereNobodyListens() throws Exception {
    serveFrom("http://127.0.0.1:" + closedPort());
    var answer = client.get("/");
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("\"code\":\"upstream_unreachable\"");
    assertThat(answer.headers("X-Request-Id")).hasSize(1);
    assertThat(application.logged(answer).code()).isEqualTo("upstream_unreachable");
  }

  @Test
  void answers502WhereTheHostIsUnknown() {
    serveFrom("http://no-such-host.invalid:8080");
    assertThat(client.get("/").status()).isEqualTo(502);
  }

  @Test
  void answers502WhereTheUpstreamClosesWithoutAResponse() {
    serve();
    upstream.answer(exchange -> exchange.socket().close());
    assertThat(client.get("/").status()).isEqualTo(502);
  }

  @Test
  void answers502WhereTheUpstreamResets() {
    serve();
    upstream.answer(
        exchange -> {
          exchange.socket().setSoLinger(true, 0);
          exchange.socket().close();
        });
    assertThat(client.get("/").status()).isEqualTo(502);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: a\0b\r\n\r\n"
      })
  void answers502ToWhatIsNoResponse(String octets) {
    serve();
    upstream.answer(
        exchange -> {
          exchange.send(octets);
          exchange.socket().close();
        });
    assertThat(client.get("/").status()).isEqualTo(502);
  }

  @Test
  void answers504WhereTheUpstreamHangs() {
    serveWithin(Duration.ofMillis(200), 5, 5);
    var released = new CountDownLatch(1);
    upstream.answer(exchange -> await(released));
    var answer = client.get("/");
    released.countDown();
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.body()).contains("\"code\":\"upstream_timeout\"");
  }

  @Test
  void answers504WhereTheUpstreamDoesNotReadTheBody() {
    serveWithin(Duration.ofMillis(300), 5, 5);
    var released = new CountDownLatch(1);
    upstream.answer(exchange -> await(released));
    client.send(RawClient.head("POST", "/", "Content-Length: 50000000"));
    var sending =
        CompletableFuture.runAsync(
            () -> sendQuietly(new byte[50_000_000]), Thread::startVirtualThread);
    assertThat(client.receive().status()).isEqualTo(504);
    released.countDown();
    assertThat(sending).isNotNull();
  }

  @Test
  void answers503AtOnceBeyondTheBoundsOfThePool() throws Exception {
    serveWithin(Duration.ofSeconds(20), 1, 1);
    var released = new CountDownLatch(1);
    upstream.answer(
        exchange -> {
          await(released);
          exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
    try (var second = application.connect();
        var third = application.connect()) {
      client.send(RawClient.head("GET", "/1"));
      upstream.seen();
      second.send(RawClient.head("GET", "/2"));
      // the second is pending or refused, and so is the third; whichever came last is refused
      third.send(RawClient.head("GET", "/3"));
      var refused = CompletableFuture.supplyAsync(third::receive, Thread::startVirtualThread);
      var pending = CompletableFuture.supplyAsync(second::receive, Thread::startVirtualThread);
      var answer = (RawClient.Answer) CompletableFuture.anyOf(refused, pending).get();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("\"code\":\"overloaded\"");
      released.countDown();
      assertThat(client.receive().status()).isEqualTo(200);
      assertThat(CompletableFuture.allOf(refused, pending)).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void cutsTheConnectionWhereTheUpstreamEndsInTheMiddleOfACountedBody() {
    serve();
    upstream.answer(
        exchange -> {
          exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
          exchange.socket().close();
        });
    var answer = client.get("/");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.whole()).isFalse();
  }

  @Test
  void cutsTheConnectionWhereTheUpstreamEndsInTheMiddleOfAChunkedBody() {
    serve();
    upstream.answer(
        exchange -> {
          exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
          exchange.socket().close();
        });
    var answer = client.get("/");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.whole()).isFalse();
  }

  @Test
  void resetsAnOldClientThatCouldTakeTheEndForTheBodysEnd() {
    serve();
    upstream.answer(
        exchange -> {
          exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
          exchange.socket().setSoLinger(true, 0);
          exchange.socket().close();
        });
    client.send("GET / HTTP/1.0\r\nHost: gw.test\r\n\r\n");
    assertThat(client.receive().whole()).isFalse();
  }

  @Test
  void abandonsTheUpstreamWhenTheClientIsGone() {
    serve();
    var gone = new CompletableFuture<Boolean>();
    upstream.answer(exchange -> gone.complete(exchange.in().read() < 0));
    client.send(RawClient.head("GET", "/"));
    upstream.seen();
    client.close();
    assertThat(gone).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
  }

  @Test
  void abandonsTheUpstreamWhenTheClientIsGoneInTheMiddleOfTheBody() {
    serve();
    var gone = new CompletableFuture<Boolean>();
    upstream.answer(
        exchange -> {
          exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun");
          gone.complete(exchange.in().read() < 0);
        });
    client.send(RawClient.head("GET", "/")).receiveHead();
    client.close();
    assertThat(gone).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
  }

  @Test
  void retriesWhereTheRouteSaysSo() {
    serve("Retry=2");
    var attempts = new AtomicInteger();
    upstream.answer(
        exchange -> {
          if (attempts.incrementAndGet() < 3) {
            exchange.socket().close();
          } else {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        });
    assertThat(client.get("/").body()).isEqualTo("ok");
    assertThat(attempts).hasValue(3);
  }

  @Test
  void sendsNothingTwiceByItself() {
    serve();
    var attempts = new AtomicInteger();
    upstream.answer(
        exchange -> {
          attempts.incrementAndGet();
          exchange.socket().close();
        });
    String post = RawClient.head("POST", "/", "Content-Length: 1") + "x";
    assertThat(client.send(post).receive().status()).isEqualTo(502);
    assertThat(attempts).hasValue(1);
  }

  private void sendQuietly(byte[] octets) {
    try {
      client.send(octets);
    } catch (RuntimeException closed) {
      // answered and closed in the meantime
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("nobody released the upstream");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
