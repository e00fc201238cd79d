package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An orchestrator's SIGTERM. */
class ShutdownIT {

  private static final String YAML =
      """
      gatehouse:
        drainDelay: 2s
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

  @Test
  void whileItDrainsEachAnswerIsTheLastOfItsConnection() {
    try (var upstream = CountingUpstream.start();
        var process = GatehouseProcess.start(YAML.replace("$UPSTREAM", upstream.url()));
        var kept = Wire.to(process.port());
        var late = Wire.to(process.port())) {
      Request request = Request.get("/x").keepAlive();
      assertThat(kept.write(request.bytes()).read("GET").header("Connection"))
          .isNotEqualTo("close");
      var ended = CompletableFuture.supplyAsync(process::stop);
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
}
