package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Clients that ask at once, leave when they like, and an upstream that answers as it likes: nobody
 * gets another's answer, and in the end all places are free again.
 */
class UpstreamTortureTest extends ProxyTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int CLIENTS = 5;
  private static final int REQUESTS = 80;

  /** What the upstream does with a request. */
  private enum Deed {
    ANSWER,
    ANSWER_IN_CHUNKS,
    ANSWER_IN_TWO,
    ANSWER_AND_CLOSE,
    ANSWER_BEFORE_THE_BODY,
    CLOSE,
    RESET,
    CUT_THE_HEAD,
    CUT_THE_BODY,
    SAY_GARBAGE,
    HANG;

    void upon(TestUpstream.Exchange exchange, String target) throws IOException {
      if (this != ANSWER_BEFORE_THE_BODY) {
        exchange.readBody();
      }
      String counted = "HTTP/1.1 200 OK\r\nContent-Length: " + target.length() + "\r\n";
      switch (this) {
        case ANSWER -> exchange.send(counted + "\r\n" + target);
        case ANSWER_IN_CHUNKS ->
            exchange.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(target.length())
                    + "\r\n"
                    + target
                    + "\r\n0\r\n\r\n");
        case ANSWER_IN_TWO -> {
          exchange.send(counted);
          exchange.send("\r\n" + target);
        }
        case ANSWER_AND_CLOSE -> exchange.send(counted + "Connection: close\r\n\r\n" + target);
        case ANSWER_BEFORE_THE_BODY -> {
          exchange.send(counted + "\r\n" + target);
          exchange.readBody();
        }
        case CLOSE -> exchange.socket().close();
        case RESET -> {
          exchange.socket().setSoLinger(true, 0);
          exchange.socket().close();
        }
        case CUT_THE_HEAD -> cut(exchange, counted);
        case CUT_THE_BODY -> cut(exchange, counted + "\r\n/");
        case SAY_GARBAGE -> exchange.send("garbage\r\n\r\n");
        case HANG -> cut(exchange, exchange.in().read() < 0 ? "" : "more was asked");
      }
    }

    private static void cut(TestUpstream.Exchange exchange, String octets) throws IOException {
      exchange.send(octets);
      exchange.socket().close();
    }
  }

  private void serve() {
    upstream.room(2);
    upstream.answer(
        exchange -> {
          String target = new TestUpstream.Seen(exchange.line(), List.of()).target();
          Deed.valueOf(target.substring(target.lastIndexOf('/') + 1)).upon(exchange, target);
        });
    application.serve(
        TestSnapshots.with()
            .open(upstream.uri(), "Path=/**")
            .upstream(new UpstreamLimits(Duration.ofSeconds(2), LONG, 2, 1, LONG))
            .snapshot(),
        deciding(anonymous()));
  }

  @Test
  void allPlacesAreFreeInTheEnd() throws Exception {
    serve();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      running.add(
          CompletableFuture.runAsync(() -> ask(number), task -> Thread.ofVirtual().start(task)));
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    assertThat(upstream.isOverfull()).isFalse();
    EventLoops.turn();
    assertTwoAreServedOneWaitsAndOthersAreRefused();
  }

  private void ask(int number) {
    var random = new Random(number);
    RawClient asking = application.connect();
    for (int i = 0; i < REQUESTS; i++) {
      Deed deed = Deed.values()[random.nextInt(Deed.values().length)];
      boolean stays = deed != Deed.HANG && random.nextInt(4) > 0;
      String target = "/" + number + "/" + i + "/" + deed;
      try {
        asking.send(
            random.nextBoolean()
                ? RawClient.head("GET", target)
                : RawClient.head("POST", target, "Content-Length: 4") + "body");
        if (!stays || isLast(asking.receive(), target)) {
          asking.close();
          asking = application.connect();
        }
      } catch (UncheckedIOException closed) {
        asking.close();
        asking = application.connect();
      }
    }
    asking.close();
  }

  private static boolean isLast(RawClient.Answer answer, String target) {
    assertThat(answer.status()).as(target).isIn(200, 502, 503);
    if (answer.status() == 200 && answer.whole()) {
      assertThat(answer.body()).isEqualTo(target);
    }
    return !answer.whole() || "close".equals(answer.header("Connection"));
  }

  private void assertTwoAreServedOneWaitsAndOthersAreRefused() throws Exception {
    var released = new CountDownLatch(1);
    upstream.answer(
        exchange -> {
          TestUpstreamScripts.await(released);
          exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
    var statuses = new LinkedBlockingQueue<Integer>();
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        RawClient asking = application.connect().send(RawClient.head("GET", "/held"));
        clients.add(asking);
        Thread.startVirtualThread(() -> statuses.add(asking.receive().status()));
      }
      for (int i = 0; i < 3; i++) {
        assertThat(statuses.poll(10, TimeUnit.SECONDS)).isEqualTo(503);
      }
      assertThat(statuses).isEmpty();
      released.countDown();
      for (int i = 0; i < 3; i++) {
        assertThat(statuses.poll(10, TimeUnit.SECONDS)).isEqualTo(200);
      }
    } finally {
      released.countDown();
      clients.forEach(RawClient::close);
    }
  }
}
