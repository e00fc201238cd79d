package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

class DrainDelayTest {

  private final List<Duration> pauses = new ArrayList<>();
  private int ended;

  @Test
  void keepsServingForTheDelayInForceWhenTheSignalComes() {
    var delays = new ArrayList<>(List.of(Duration.ofSeconds(10)));
    var drain = new DrainDelay(delays::getLast, () -> ended++, pauses::add);
    drain.start();
    assertThat(drain.isRunning()).isTrue();
    delays.add(Duration.ofSeconds(3));

    drain.stop();

    assertThat(pauses).containsExactly(Duration.ofSeconds(3));
    assertThat(drain.isRunning()).isFalse();
    assertThat(ended).isEqualTo(1);
  }

  @Test
  void doesNotPauseWithoutADelay() {
    new DrainDelay(() -> Duration.ZERO, () -> ended++, pauses::add).stop();

    assertThat(pauses).isEmpty();
    assertThat(ended).isEqualTo(1);
  }

  @Test
  void anInterruptEndsThePauseAndIsPassedOn() {
    new DrainDelay(
            () -> Duration.ofSeconds(1),
            () -> {},
            _ -> {
              throw new InterruptedException();
            })
        .stop();

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void comesBeforeTheServersStopTakingConnections() {
    assertThat(new DrainDelay(() -> Duration.ZERO, () -> {}).getPhase())
        .isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
  }
}
