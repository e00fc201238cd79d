package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A request ends with its token, by a clock that may be set. */
class ExpiryTest {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Sinks.Empty<Void> served = Sinks.empty();
  private Instant now = BEGIN;
  private int lapses;
  private Throwable failure;
  private boolean completed;
  private boolean cancelled;

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    var _ = channel.close();
  }

  private Expiry serve(Duration validity) {
    var expiry = new Expiry(BEGIN.plus(validity), () -> now, channel.eventLoop(), () -> lapses++);
    Mono<Void> serving = served.asMono().doOnCancel(() -> cancelled = true);
    expiry.bound(serving).subscribe(null, e -> failure = e, () -> completed = true);
    return expiry;
  }

  private void pass(Duration time) {
    now = now.plus(time);
    pass(time.toMillis());
  }

  /** Passes time that the clock does not tell. */
  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private void assertEnded() {
    assertThat(failure).isInstanceOf(TokenOutlived.class);
    assertThat(cancelled).isTrue();
    assertThat(lapses).isEqualTo(1);
    assertNothingIsScheduled();
  }

  private void assertNothingIsScheduled() {
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
  }

  @Test
  void endsRightAfterTheLastValidMoment() {
    serve(Duration.ofSeconds(10));
    pass(Duration.ofSeconds(10));
    assertThat(failure).isNull();
    pass(Duration.ofMillis(1));
    assertEnded();
  }

  @Test
  void leavesNothingBehindARequestThatIsShorter() {
    serve(Duration.ofSeconds(10));
    served.tryEmitEmpty();
    assertThat(completed).isTrue();
    assertThat(lapses).isZero();
    assertNothingIsScheduled();
  }

  @Test
  void followsAClockThatIsSetForward() {
    serve(Duration.ofHours(10));
    now = now.plus(Duration.ofHours(11));
    pass(30_000);
    assertEnded();
  }

  @Test
  void followsAClockThatIsSetBack() {
    serve(Duration.ofSeconds(10));
    now = now.minus(Duration.ofSeconds(5));
    pass(Duration.ofSeconds(11));
    assertThat(failure).isNull();
    pass(Duration.ofSeconds(5));
    assertEnded();
  }

  @Test
  void aTokenOfManyYearsIsWaitedForInSteps() {
    serve(Duration.ofDays(365_000_000));
    pass(Duration.ofMinutes(5));
    assertThat(failure).isNull();
    assertThat(completed).isFalse();
  }

  @Test
  void letsGoodbyesBeSaidButNotForLong() {
    int[] said = new int[1];
    serve(Duration.ofSeconds(1)).farewell(() -> said[0]++);
    pass(Duration.ofMillis(1_001));
    assertThat(said[0]).isEqualTo(1);
    assertThat(lapses).isEqualTo(1);
    assertThat(cancelled).isFalse();
    pass(Duration.ofSeconds(5));
    assertThat(said[0]).isEqualTo(1);
    assertEnded();
  }

  @Test
  void whoSaidGoodbyeInTimeIsDone() {
    serve(Duration.ofSeconds(1)).farewell(served::tryEmitEmpty);
    pass(Duration.ofMillis(1_001));
    assertThat(completed).isTrue();
    assertThat(failure).isNull();
    assertNothingIsScheduled();
  }
}
