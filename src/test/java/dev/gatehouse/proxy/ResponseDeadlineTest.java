package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.upstream.UpstreamRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Sinks;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class ResponseDeadlineTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ALMOST = Duration.ofMillis(9_999);
  private static final Duration REST = Duration.ofMillis(1);

  private static final UpstreamRequest REQUEST =
      new UpstreamRequest(
          HttpMethod.GET,
          URI.create("http://upstream"),
          "/",
          EmptyHttpHeaders.INSTANCE,
          null,
          TIMEOUT,
          false);

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final ResponseDeadline deadline = new ResponseDeadline(REQUEST, time);
  private final Sinks.One<String> response = Sinks.one();
  private final List<String> unread = new ArrayList<>();
  private final Outcome outcome = new Outcome();
  private final TestPublisher<String> body = TestPublisher.create();
  private final Sending sending = new Sending();

  @BeforeEach
  void waitForTheResponse() {
    deadline.bound(response.asMono(), unread::add).subscribe(outcome);
  }

  @AfterEach
  void dispose() {
    time.dispose();
  }

  @Test
  void runsOutWhereTheUpstreamSaysNothing() {
    time.advanceTimeBy(ALMOST);
    assertThat(outcome.error).isNull();
    time.advanceTimeBy(REST);
    assertThat(outcome.error).isInstanceOf(TimeoutException.class);
  }

  @Test
  void endsWithTheResponse() {
    response.tryEmitValue("ok");
    time.advanceTimeBy(TIMEOUT.multipliedBy(2));
    assertThat(outcome.value).isEqualTo("ok");
    assertThat(outcome.error).isNull();
  }

  @Test
  void givesBackAResponseThatNobodyWaitsForAnyMore() {
    TestPublisher<String> cut = TestPublisher.create();
    var left = new Outcome();
    new ResponseDeadline(REQUEST, time).bound(cut, unread::add).subscribe(left);
    cut.next("left");
    left.cancel();
    TestPublisher<String> slow =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    var late = new Outcome();
    new ResponseDeadline(REQUEST, time).bound(slow, unread::add).subscribe(late);
    time.advanceTimeBy(TIMEOUT);
    slow.next("late");
    slow.complete();
    assertThat(unread).containsExactly("left", "late");
    assertThat(late.value).isNull();
    assertThat(late.error).isInstanceOf(TimeoutException.class);
  }

  @Test
  void standsStillWhileTheUpstreamWaitsForTheClientsBody() {
    deadline.watch(body).subscribe(sending);
    sending.request(2);
    time.advanceTimeBy(TIMEOUT.multipliedBy(3));
    body.next("a");
    time.advanceTimeBy(TIMEOUT.multipliedBy(3));
    assertThat(outcome.error).isNull();
  }

  @Test
  void runsWhileTheUpstreamTakesNoMoreOfTheBody() {
    deadline.watch(body).subscribe(sending);
    sending.request(1);
    body.next("a");
    time.advanceTimeBy(ALMOST);
    assertThat(outcome.error).isNull();
    time.advanceTimeBy(REST);
    assertThat(outcome.error).isInstanceOf(TimeoutException.class);
  }

  @Test
  void startsAnewOnceTheBodyIsSent() {
    deadline.watch(body).subscribe(sending);
    sending.request(Long.MAX_VALUE);
    body.next("a");
    time.advanceTimeBy(TIMEOUT.multipliedBy(3));
    body.complete();
    time.advanceTimeBy(ALMOST);
    assertThat(outcome.error).isNull();
    time.advanceTimeBy(REST);
    assertThat(outcome.error).isInstanceOf(TimeoutException.class);
  }

  private static final class Outcome extends BaseSubscriber<String> {

    private String value;
    private Throwable error;

    @Override
    protected void hookOnNext(String next) {
      value = next;
    }

    @Override
    protected void hookOnError(Throwable failure) {
      error = failure;
    }
  }

  private static final class Sending extends BaseSubscriber<String> {

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // asks for what the test says
    }
  }
}
