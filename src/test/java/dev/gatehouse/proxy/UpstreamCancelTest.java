package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that go away: their exchange ends, its connection is closed, nothing is left behind. */
class UpstreamCancelTest extends ProxyTest {

  private static final int CLIENTS = 25;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final byte[] PART = new byte[64 * 1024];

  private static TestLeaks leaks;

  /** When a client goes away; what it has sent, and the upstream answered by then. */
  private enum Moment {
    BEFORE_THE_HEAD("", ""),
    IN_A_COUNTED_BODY("", "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nbegun"),
    IN_A_LARGE_BODY("", "HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\nbegun"),
    IN_A_CHUNKED_BODY("", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n"),
    IN_A_BODY_UNTIL_THE_END("", "HTTP/1.1 200 OK\r\n\r\nbegun"),
    IN_ITS_COUNTED_UPLOAD("Content-Length: 90", ""),
    IN_ITS_CHUNKED_UPLOAD("Transfer-Encoding: chunked", ""),
    IN_BOTH("Content-Length: 90", "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nbegun");

    private final String framing;
    private final String answer;

    Moment(String framing, String answer) {
      this.framing = framing;
      this.answer = answer;
    }

    String request() {
      if (framing.isEmpty()) {
        return RawClient.head("GET", "/left");
      }
      return RawClient.head("POST", "/left", framing)
          + (framing.startsWith("T") ? "5\r\nbegun\r\n" : "begun");
    }
  }

  @BeforeAll
  static void watch() throws InterruptedException {
    leaks = new TestLeaks();
  }

  @AfterAll
  static void assertNothingIsLeaked() throws InterruptedException {
    try (TestLeaks watched = leaks) {
      assertThat(watched.found()).isEmpty();
    }
  }

  @BeforeEach
  void serve() {
    serve(50);
  }

  private void serve(int connections) {
    application.serve(
        TestSnapshots.with()
            .open(upstream.uri(), "Path=/**")
            .upstream(
                new UpstreamLimits(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    connections,
                    50,
                    Duration.ofSeconds(30)))
            .snapshot(),
        deciding(anonymous()));
  }

  private void answer(String octets) {
    upstream.answer(
        exchange -> {
          if (exchange.line().contains("/mine")) {
            exchange.send(OK);
          } else {
            exchange.send(octets);
            // until the gateway closes the connection
            exchange.in().transferTo(OutputStream.nullOutputStream());
          }
        });
  }

  private void assertNothingIsLeft(int ended) {
    for (int i = 0; i < ended; i++) {
      upstream.sawEnd();
    }
    assertThat(client.get("/mine").body()).isEqualTo("ok");
    EventLoops.turn();
  }

  @ParameterizedTest
  @EnumSource
  void whoGoesAwayEndsTheExchange(Moment moment) {
    answer(moment.answer);
    List<RawClient> leaving = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      leaving.add(application.connect().send(moment.request()));
    }
    for (RawClient one : leaving) {
      upstream.seen();
      if (!moment.answer.isEmpty()) {
        one.receiveHead();
      }
    }
    leaving.forEach(RawClient::close);
    assertNothingIsLeft(CLIENTS);
  }

  /** At no moment in particular: with its answer on the way. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        OK,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 204 No Content\r\n\r\n"
      })
  void whoGoesAwayAsItIsAnsweredLeavesOthersTheirAnswers(String octets) {
    upstream.answer(
        exchange -> {
          exchange.readBody();
          exchange.send(exchange.line().contains("/mine") ? OK : octets);
        });
    for (int i = 0; i < 60; i++) {
      application
          .connect()
          .send(i % 2 == 0 ? Moment.BEFORE_THE_HEAD.request() : uploaded("x".repeat(i)))
          .close();
      if (i % 3 == 0) {
        assertThat(client.get("/mine").body()).isEqualTo("ok");
      }
    }
    assertNothingIsLeft(0);
  }

  private static String uploaded(String body) {
    return RawClient.head("POST", "/left", "Content-Length: " + body.length()) + body;
  }

  /** What waits in the gateway for a client that doesn't read goes with it. */
  @Test
  void whoGoesAwayWithOctetsWaitingForItEndsTheExchange() throws IOException {
    upstream.answer(
        exchange -> {
          if (exchange.line().contains("/mine")) {
            exchange.send(OK);
          } else {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n");
            while (true) {
              exchange.out().write(PART);
            }
          }
        });
    for (int i = 0; i < 5; i++) {
      try (RawClient leaving = application.connect()) {
        leaving.send(RawClient.head("GET", "/left")).receiveHead();
        leaving.in().readNBytes(PART.length);
      }
    }
    assertNothingIsLeft(5);
  }

  /** What waits in the gateway for an upstream that doesn't read goes, too. */
  @Test
  void whoGoesAwayWithOctetsWaitingForTheUpstreamEndsTheExchange() {
    var left = new CountDownLatch(1);
    upstream.answer(
        exchange -> {
          if (exchange.line().contains("/mine")) {
            exchange.send(OK);
          } else {
            TestUpstreamScripts.await(left);
            exchange.in().transferTo(OutputStream.nullOutputStream());
          }
        });
    for (int i = 0; i < 5; i++) {
      try (RawClient leaving = application.connect()) {
        leaving.send(RawClient.head("POST", "/left", "Content-Length: 900000000"));
        for (int part = 0; part < 10; part++) {
          leaving.send(PART);
        }
        upstream.seen();
      }
    }
    left.countDown();
    assertNothingIsLeft(5);
  }

  /** Answered or not, it is nobody's any more. */
  @Test
  void whoGoesAwayWaitingForAConnectionLeavesItToOthers() {
    serve(1);
    var left = new CountDownLatch(1);
    upstream.answer(
        exchange -> {
          exchange.readBody();
          if (exchange.line().contains("/first")) {
            TestUpstreamScripts.await(left);
          }
          exchange.send(OK);
        });
    client.send(RawClient.head("GET", "/first"));
    upstream.seen();
    for (int i = 0; i < CLIENTS; i++) {
      RawClient leaving = application.connect().send(uploaded("x".repeat(i)));
      EventLoops.turn();
      leaving.close();
    }
    EventLoops.turn();
    left.countDown();
    assertThat(client.receive().body()).isEqualTo("ok");
    assertNothingIsLeft(0);
  }
}
