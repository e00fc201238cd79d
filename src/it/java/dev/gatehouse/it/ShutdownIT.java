package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An orchestrator's SIGTERM. */
class ShutdownIT {

  private static final String YAML =
      """
      gatehouse:
        routes:
          - {id: open, uri: $UPSTREAM, predicates: [Path=/**], policy: none}
      """;

  @Test
  void endsOnSigtermAndLetsRequestInFlightFinish() {
    try (var upstream = CountingUpstream.start();
        var process = GatehouseProcess.start(YAML.replace("$UPSTREAM", upstream.url()));
        var wire = Wire.to(process.port())) {
      wire.write(Request.get("/hang").bytes());
      Eventually.eventually(
          Duration.ofSeconds(10), () -> assertThat(upstream.count()).isEqualTo(1));
      var ended = CompletableFuture.supplyAsync(process::stop);
      Eventually.eventually(Duration.ofSeconds(10), () -> assertThat(process.stopping()).isTrue());
      upstream.release();
      assertThat(wire.read("GET").status()).isEqualTo(200);
      assertThat(ended.join().status()).isIn(0, 143);
    }
  }
}
