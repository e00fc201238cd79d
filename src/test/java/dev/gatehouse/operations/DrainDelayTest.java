package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

class DrainDelayTest {

  private final TestGateway gateway = new TestGateway();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> endedBefore = new ArrayList<>();
  private final DrainDelay drain =
      new DrainDelay(
          gateway,
          pause -> {
            pauses.add(pause);
            endedBefore.addAll(gateway.ended);
          });

  @BeforeEach
  void tellTheDelayAtOnce() {
    gateway.draining.countDown();
  }

  @Test
  void keepsServingForTheDelayInForceWhenTheSignalComes() {
    gateway.delay = Duration.ofSeconds(10);
    drain.start();
    assertThat(drain.isRunning()).isTrue();
    gateway.delay = Duration.ofSeconds(3);

    drain.stop();

    assertThat(pauses).containsExactly(Duration.ofSeconds(3));
    assertThat(drain.isRunning()).isFalse();
  }

  @Test
  void endsConnectionsBeforeThePauseAndRequestsBehindIt() {
    gateway.delay = Duration.ofSeconds(3);
    drain.stop();
    assertThat(endedBefore).containsExactly("connections");
    assertThat(gateway.ended).containsExactly("connections", "requests");
  }

  @Test
  void doesNotPauseWithoutADelay() {
    drain.stop();
    assertThat(pauses).isEmpty();
    assertThat(gateway.ended).containsExactly("connections", "requests");
  }

  @Test
  void anInterruptEndsThePauseAndIsPassedOn() {
    gateway.delay = Duration.ofSeconds(1);
    new DrainDelay(
            gateway,
            _ -> {
              throw new InterruptedException();
            })
        .stop();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(gateway.ended).containsExactly("connections", "requests");
  }

  @Test
  void comesBeforeTheServersStopTakingConnections() {
    assertThat(drain.getPhase()).isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
  }
}
