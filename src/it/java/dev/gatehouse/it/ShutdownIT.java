package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An orchestrator's SIGTERM. */
class ShutdownIT {

  private static final Duration DRAIN_DELAY = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final String YAML =
      """
      gatehouse:
        drainDelay: $DELAY
        routes:
          - {id: open, uri: $UPSTREAM, predicates: [Path=/**], policy: none}
      """
          .replace("$DELAY", DRAIN_DELAY.toMillis() + "ms");

  @Test
  void endsOnSigtermAndLetsRequestInFlightFinish() {
    try (var upstream = CountingUpstream.start();
        var process = GatehouseProcess.start(YAML.replace("$UPSTREAM", upstream.url()));
        var wire = Wire.to(process.port())) {
      wire.write(Request.get("/hang").bytes());
      Eventually.eventually(
          Duration.ofSeconds(10), () -> assertThat(upstream.count()).isEqualTo(1));
      var ended = CompletableFuture.supplyAsync(process::stop, Thread::startVirtualThread);
      Eventually.eventually(Duration.ofSeconds(10), () -> assertThat(process.stopping()).isTrue());
      upstream.release();
      assertThat(wire.read("GET").status()).isEqualTo(200);
      assertThat(ended.join().status()).isIn(0, 143);
    }
  }

  @Test
  void whileItDrainsEachAnswerIsTheLastOfItsConnection() {
    try (var upstream = CountingUpstream.start();
        var process = GatehouseProcess.start(YAML.replace("$UPSTREAM", upstream.url()));
        var kept = Wire.to(process.port());
        var late = Wire.to(process.port())) {
      Request request = Request.get("/x").keepAlive();
      assertThat(kept.write(request.bytes()).read("GET").header("Connection"))
          .isNotEqualTo("close");
      var ended = CompletableFuture.supplyAsync(process::stop, Thread::startVirtualThread);
      Eventually.eventually(Duration.ofSeconds(10), () -> assertThat(process.stopping()).isTrue());

      for (Wire wire : List.of(kept, late)) {
        Response answer = wire.write(request.bytes()).read("GET");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Connection")).isEqualToIgnoringCase("close");
        assertThat(wire.closedWithin(Duration.ofSeconds(5))).isTrue();
      }
      Response refused = process.send(Request.get("/a/%2e%2e/b"));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(ended.join().status()).isIn(0, 143);
    }
  }

  /**
   * In Kubernetes, who opens connections learns of a pod's end during preStop and after SIGTERM.
   */
  @Test
  void newConnectionsAreServedUntilTheDelayIsOver() {
    try (var upstream = CountingUpstream.start();
        var process = GatehouseProcess.start(YAML.replace("$UPSTREAM", upstream.url()))) {
      List<CompletableFuture<Long>> arrivals =
          Stream.generate(() -> untilOneFails(process.port())).limit(4).toList();
      awaitMore(upstream, 50);

      long terminated = System.nanoTime();
      var ended = CompletableFuture.supplyAsync(process::stop);
      Eventually.eventually(Duration.ofSeconds(10), () -> assertThat(process.stopping()).isTrue());
      awaitMore(upstream, 20);
      assertThat(ended.join().status()).isIn(0, 143);
      for (CompletableFuture<Long> failed : arrivals) {
        assertThat(failed.join() - terminated).isGreaterThanOrEqualTo(DRAIN_DELAY.toNanos());
      }
    }
  }

  private static void awaitMore(CountingUpstream upstream, int more) {
    int before = upstream.count();
    Eventually.eventually(
        Duration.ofSeconds(10),
        () -> assertThat(upstream.count()).isGreaterThanOrEqualTo(before + more));
  }

  /** Sends requests, each by a new connection, and tells when one was not answered. */
  private static CompletableFuture<Long> untilOneFails(int port) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            while (Wire.exchange(port, Request.get("/x")).status() == 200) {
              LockSupport.parkNanos(PAUSE.toNanos());
            }
          } catch (UncheckedIOException e) {
            // the port is closed
          }
          return System.nanoTime();
        },
        task -> Thread.ofVirtual().start(task));
  }
}
