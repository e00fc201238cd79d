package dev.gatehouse.proxy;

import static dev.gatehouse.proxy.TestUpstreamScripts.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two connections to an upstream and one request that waits, whatever becomes of them. */
class UpstreamBoundsTest extends ProxyTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String BEGUN = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegun";
  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<RawClient> clients = new ArrayList<>();
  private CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void release() {
    released.countDown();
    clients.forEach(RawClient::close);
  }

  private void serve(String uri, Duration responseTimeout) {
    upstream.room(2);
    application.serve(
        TestSnapshots.with()
            .open(uri, "Path=/**")
            .upstream(new UpstreamLimits(Duration.ofSeconds(2), responseTimeout, 2, 1, LONG))
            .snapshot(),
        deciding(anonymous()));
  }

  private RawClient ask(String method, String target) {
    RawClient asking = application.connect();
    clients.add(asking);
    return asking.send(RawClient.head(method, target));
  }

  /** Who asks on connections of their own, so on several event loops. */
  private BlockingQueue<RawClient.Answer> askAtOnce(int many) {
    var answers = new LinkedBlockingQueue<RawClient.Answer>();
    for (int i = 0; i < many; i++) {
      RawClient asking = ask(List.of("GET", "POST", "DELETE").get(i % 3), "/held" + i);
      Thread.startVirtualThread(() -> answers.add(asking.receive()));
    }
    return answers;
  }

  private static int next(BlockingQueue<RawClient.Answer> answers) throws InterruptedException {
    RawClient.Answer answer = answers.poll(10, TimeUnit.SECONDS);
    return answer == null ? 0 : answer.status();
  }

  /** Holds what comes until it is released. */
  private void hold() {
    CountDownLatch free = released;
    upstream.answer(
        exchange -> {
          if (exchange.line().contains("/held")) {
            await(free);
          }
          exchange.send(OK);
        });
  }

  private void assertTwoAreServedOneWaitsAndOthersAreRefused() throws Exception {
    hold();
    BlockingQueue<RawClient.Answer> answers = askAtOnce(8);
    for (int i = 0; i < 5; i++) {
      assertThat(next(answers)).isEqualTo(503);
    }
    assertThat(answers).isEmpty();
    released.countDown();
    for (int i = 0; i < 3; i++) {
      assertThat(next(answers)).isEqualTo(200);
    }
    assertThat(upstream.isOverfull()).isFalse();
  }

  @Test
  void twoAreServedOneWaitsAndOthersAreRefused() throws Exception {
    serve(upstream.uri(), LONG);
    assertTwoAreServedOneWaitsAndOthersAreRefused();
    for (int i = 0; i < 20; i++) {
      released = new CountDownLatch(1);
      assertNoMoreWaitThanOneAndWhatWasIdle();
    }
    assertThat(upstream.connections()).isEqualTo(2);
  }

  /** While two connections are idle, two more may be told to wait for them, on other loops. */
  private void assertNoMoreWaitThanOneAndWhatWasIdle() throws Exception {
    hold();
    BlockingQueue<RawClient.Answer> answers = askAtOnce(8);
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      statuses.add(next(answers));
    }
    assertThat(statuses).containsOnly(503);
    released.countDown();
    for (int i = 3; i < 8; i++) {
      statuses.add(next(answers));
    }
    assertThat(statuses).containsOnly(200, 503);
    assertThat(statuses.stream().filter(status -> status == 200).count()).isBetween(3L, 5L);
    assertThat(upstream.isOverfull()).isFalse();
  }

  /** What becomes of the exchange that the third waits for. */
  private enum Freed {
    ANSWERED(OK, false),
    ANSWERED_FOR_THE_LAST_TIME(OK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"), false),
    CUT(BEGUN, true),
    NOT_ANSWERED("", true),
    ANSWERED_WITH_GARBAGE("garbage\r\n\r\n", false),
    LEFT_BY_ITS_CLIENT(null, false);

    private final String octets;
    private final boolean closes;

    Freed(String octets, boolean closes) {
      this.octets = octets;
      this.closes = closes;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoWaitsIsServedAsSoonAsOneOfTheTwoIsThrough(Freed freed) throws Exception {
    serve(upstream.uri(), LONG);
    var first = new CountDownLatch(1);
    CountDownLatch second = released;
    upstream.answer(
        exchange -> {
          if (exchange.line().contains("/first") && freed.octets != null) {
            await(first);
            exchange.send(freed.octets);
            if (freed.closes) {
              exchange.socket().close();
            }
          } else if (exchange.line().contains("/second")) {
            await(second);
          } else if (exchange.line().contains("/third")) {
            exchange.send(OK);
          }
        });
    RawClient left = ask("GET", "/first");
    upstream.seen();
    ask("GET", "/second");
    upstream.seen();
    var answers = new LinkedBlockingQueue<RawClient.Answer>();
    for (int i = 0; i < 2; i++) {
      RawClient asking = ask("GET", "/third");
      Thread.startVirtualThread(() -> answers.add(asking.receive()));
    }
    assertThat(next(answers)).isEqualTo(503);
    assertThat(upstream.sawNothing()).isTrue();
    first.countDown();
    if (freed == Freed.LEFT_BY_ITS_CLIENT) {
      left.close();
    }
    assertThat(next(answers)).isEqualTo(200);
    assertThat(upstream.isOverfull()).isFalse();
  }

  @Test
  void whoWaitsTooLongIsRefusedAndLeavesItsPlace() throws Exception {
    serve(upstream.uri(), Duration.ofMillis(300));
    CountDownLatch free = released;
    upstream.answer(
        exchange -> {
          exchange.send(BEGUN);
          await(free);
          exchange.send("ended");
        });
    List<RawClient> served = List.of(ask("GET", "/1"), ask("GET", "/2"));
    served.forEach(RawClient::receiveHead);
    for (int i = 0; i < 2; i++) {
      var answer = ask("GET", "/waiting").receive();
      assertThat(answer.status()).isEqualTo(503);
    }
    upstream.answer(OK);
    RawClient third = ask("GET", "/waiting");
    EventLoops.turn();
    released.countDown();
    assertThat(third.receive().body()).isEqualTo("ok");
  }

  /** One of two who ask, who waits, as there was one place, and the other has been refused. */
  private Waiting oneWaits(String target) throws Exception {
    var refused = new CompletableFuture<RawClient>();
    List<Waiting> two = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      RawClient asking = ask("POST", target);
      var answer = CompletableFuture.supplyAsync(asking::receive, Thread::startVirtualThread);
      var _ = answer.thenAccept(it -> refused.complete(asking));
      two.add(new Waiting(asking, answer));
    }
    RawClient first = refused.get(10, TimeUnit.SECONDS);
    Waiting other = two.get(two.getFirst().client() == first ? 1 : 0);
    assertThat(other.answer()).isNotDone();
    return other;
  }

  private record Waiting(RawClient client, CompletableFuture<RawClient.Answer> answer) {}

  @Test
  void whoGoesAwayWaitingLeavesItsPlace() throws Exception {
    serve(upstream.uri(), LONG);
    hold();
    for (int i = 0; i < 2; i++) {
      ask("GET", "/held");
      upstream.seen();
    }
    oneWaits("/left").client().close();
    EventLoops.turn();
    Waiting waiting = oneWaits("/waiting");
    released.countDown();
    assertThat(waiting.answer().get(10, TimeUnit.SECONDS).body()).isEqualTo("ok");
    assertThat(upstream.seen().target()).isEqualTo("/waiting");
  }

  @Test
  void anUpstreamThatIsFullStopsNoOther() throws Exception {
    try (var other = new TestUpstream()) {
      application.serve(
          TestSnapshots.with()
              .open(upstream.uri(), "Path=/held*")
              .open(other.uri(), "Path=/**")
              .upstream(new UpstreamLimits(Duration.ofSeconds(2), LONG, 2, 1, LONG))
              .snapshot(),
          deciding(anonymous()));
      hold();
      BlockingQueue<RawClient.Answer> answers = askAtOnce(4);
      assertThat(next(answers)).isEqualTo(503);
      assertThat(client.get("/other").body()).isEqualTo("ok");
    }
  }

  @Test
  void connectionsThatFailToOpenLeaveTheirPlaces() throws Exception {
    try (var nobody = new Socket()) {
      nobody.setReuseAddress(true);
      // bound, and not listening: nobody else gets the port, and connections are refused
      nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      serve("http://127.0.0.1:" + nobody.getLocalPort(), LONG);
      for (int round = 0; round < 10; round++) {
        BlockingQueue<RawClient.Answer> answers = askAtOnce(4);
        for (int i = 0; i < 4; i++) {
          assertThat(next(answers)).isIn(502, 503);
        }
        assertThat(client.get("/").status()).isEqualTo(502);
      }
      upstream.close();
      upstream = new TestUpstream(nobody.getLocalPort());
      upstream.room(2);
      assertTwoAreServedOneWaitsAndOthersAreRefused();
    }
  }
}
