package dev.gatehouse.proxy;

import static dev.gatehouse.proxy.TestUpstreamScripts.sendAndBeRead;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that close connections: kept ones, in the middle of an exchange, and at its edges. */
class StaleConnectionTest extends ProxyTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** How a connection ends. */
  private enum End {
    FIN,
    RST,
    HALF;

    void of(Socket socket) throws IOException {
      switch (this) {
        case FIN -> socket.close();
        case RST -> {
          socket.setSoLinger(true, 0);
          socket.close();
        }
        case HALF -> socket.shutdownOutput();
      }
    }
  }

  @BeforeEach
  void serve() {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
  }

  @ParameterizedTest
  @EnumSource
  void whatAnUpstreamClosedIsNotUsedAgain(End end) {
    var idle = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    upstream.answer(
        exchange -> {
          exchange.send(OK);
          if (closed.getCount() > 0) {
            TestUpstreamScripts.await(idle);
            end.of(exchange.socket());
            EventLoops.turn();
            closed.countDown();
          }
        });
    assertThat(client.get("/").body()).isEqualTo("ok");
    idle.countDown();
    assertThat(closed).satisfies(latch -> TestUpstreamScripts.await(latch));
    for (int i = 0; i < 3; i++) {
      String post = RawClient.head("POST", "/", "Content-Length: 1") + "x";
      assertThat(client.send(post).receive().body()).isEqualTo("ok");
    }
    assertThat(upstream.connections()).isEqualTo(2);
  }

  /** All the kept connections at once, as at a restart of the upstream. */
  @ParameterizedTest
  @EnumSource
  void noneOfManyThatAnUpstreamClosedIsUsedAgain(End end) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    var all = new CountDownLatch(8);
    var idle = new CountDownLatch(1);
    var closed = new CountDownLatch(8);
    upstream.answer(
        exchange -> {
          all.countDown();
          TestUpstreamScripts.await(all);
          exchange.send(OK);
          TestUpstreamScripts.await(idle);
          // by its own thread, as another's close waits for this one to stop reading
          end.of(exchange.socket());
          closed.countDown();
        });
    try {
      for (int i = 0; i < 8; i++) {
        clients.add(application.connect().send(RawClient.head("GET", "/")));
      }
      for (RawClient one : clients) {
        assertThat(one.receive().body()).isEqualTo("ok");
      }
      EventLoops.turn();
      upstream.answer(OK);
      idle.countDown();
      TestUpstreamScripts.await(closed);
      EventLoops.turn();
      for (RawClient one : clients) {
        assertThat(one.get("/").body()).isEqualTo("ok");
      }
    } finally {
      clients.forEach(RawClient::close);
    }
    assertThat(upstream.connections()).isGreaterThan(8);
  }

  /** The client knows whether it may send it again; nobody else does. */
  @ParameterizedTest
  @CsvSource({
    "GET, FIN, false",
    "GET, RST, false",
    "GET, HALF, false",
    "GET, FIN, true",
    "GET, RST, true",
    "POST, FIN, false",
    "POST, RST, false",
    "POST, HALF, false",
    "POST, FIN, true",
    "POST, RST, true",
    "PUT, FIN, true",
    "DELETE, RST, true"
  })
  void whatWasReadAndNotAnsweredIsNotSentAgain(String method, End end, boolean onAKeptOne) {
    if (onAKeptOne) {
      assertThat(client.get("/").body()).isEqualTo("ok");
      upstream.seen();
    }
    var attempts = new AtomicInteger();
    upstream.answer(
        exchange -> {
          exchange.readBody();
          attempts.incrementAndGet();
          end.of(exchange.socket());
        });
    String request =
        method.equals("GET")
            ? RawClient.head(method, "/")
            : RawClient.head(method, "/", "Content-Length: 4") + "body";
    var answer = client.send(request).receive();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(attempts).hasValue(1);
    upstream.answer(OK);
    try (RawClient next = application.connect()) {
      assertThat(next.send(request).receive().body()).isEqualTo("ok");
    }
    assertThat(upstream.connections()).isEqualTo(2);
  }

  /** The next may come over a new connection, or be lost, and is answered 502 then. */
  @ParameterizedTest
  @EnumSource
  void closingBetweenTwoRequestsSendsNoneTwice(End end) {
    var bodies = new ArrayList<String>();
    upstream.answer(
        exchange -> {
          String body = exchange.readBody();
          synchronized (bodies) {
            bodies.add(body);
          }
          exchange.send(OK);
          end.of(exchange.socket());
        });
    for (int i = 0; i < 100; i++) {
      String post = RawClient.head("POST", "/", "Content-Length: 4") + (1_000 + i);
      var answer = client.send(post).receive();
      if (answer.status() == 200) {
        assertThat(answer.body()).isEqualTo("ok");
      } else {
        assertThat(answer.status()).isEqualTo(502);
        client.close();
        client = application.connect();
      }
    }
    assertThat(bodies).doesNotHaveDuplicates().hasSizeGreaterThan(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "H",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-"
      })
  void aHeadThatBreaksOffIsNoResponse(String octets) {
    for (End end : List.of(End.FIN, End.HALF, End.RST)) {
      upstream.answer(
          exchange -> {
            sendAndBeRead(exchange, octets);
            end.of(exchange.socket());
          });
      assertThat(client.get("/").status()).as("%s", end).isEqualTo(502);
      upstream.answer(OK);
      assertThat(client.get("/").body()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 10\r\n\r\nhalf",
        "Content-Length: 9000\r\n\r\nhalf",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\nX-Sum: 7\r\n",
        "Transfer-Encoding: chunked\r\n\r\n8\r\nhalf"
      })
  void aBodyThatBreaksOffIsNotTakenForWhole(String octets) {
    for (End end : List.of(End.FIN, End.HALF, End.RST)) {
      upstream.answer(
          exchange -> {
            sendAndBeRead(exchange, "HTTP/1.1 200 OK\r\n" + octets);
            end.of(exchange.socket());
          });
      try (RawClient victim = application.connect()) {
        var answer = victim.get("/");
        assertThat(answer.whole()).as("%s", end).isFalse();
        assertThat(victim.isEnded()).isTrue();
      }
      upstream.answer(OK);
      assertThat(client.get("/").body()).isEqualTo("ok");
    }
  }

  /** Its end would be the body's end; nobody said so. */
  @Test
  void aBodyUntilTheEndThatIsResetIsNotTakenForWhole() {
    upstream.answer(
        exchange -> {
          sendAndBeRead(exchange, "HTTP/1.1 200 OK\r\n\r\nhalf");
          End.RST.of(exchange.socket());
        });
    assertThat(client.get("/").whole()).isFalse();
  }
}
