package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

class DrainDelayTest {

  private final List<Duration> pauses = new ArrayList<>();

  @Test
  void keepsServingForTheDelayInForceWhenTheSignalComes() {
    var delays = new ArrayList<>(List.of(Duration.ofSeconds(10)));
    var drain = new DrainDelay(delays::getLast, pauses::add);
    drain.start();
    assertThat(drain.isRunning()).isTrue();
    delays.add(Duration.ofSeconds(3));

    drain.stop();

    assertThat(pauses).containsExactly(Duration.ofSeconds(3));
    assertThat(drain.isRunning()).isFalse();
  }

  @Test
  void doesNotPauseWithoutADelay() {
    new DrainDelay(() -> Duration.ZERO, pauses::add).stop();

    assertThat(pauses).isEmpty();
  }

  @Test
  void anInterruptEndsThePauseAndIsPassedOn() {
    new DrainDelay(
            () -> Duration.ofSeconds(1),
            _ -> {
              throw new InterruptedException();
            })
        .stop();

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void comesBeforeTheServersStopTakingConnections() {
    assertThat(new DrainDelay(() -> Duration.ZERO).getPhase())
        .isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
  }
}
