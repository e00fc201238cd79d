package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More than the configured bounds, all at once. */
class OverloadIT {

  @Test
  void answers503AtOnceBeyondTheUpstreamsBounds() {
    try (var gate = Gate.start(yaml("upstream: {connections: 2, pending: 1}"))) {
      List<Wire> held = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          held.add(Wire.to(gate.process().port()).write(Request.get("/hang").bytes()));
        }
        Eventually.eventually(
            Duration.ofSeconds(10), () -> assertThat(gate.upstream().count()).isEqualTo(2));
        long before = System.nanoTime();
        refusedSoon(gate);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
        gate.upstream().release();
        for (Wire wire : held) {
          assertThat(wire.read("GET").status()).isEqualTo(200);
        }
        gate.passes(Request.get("/x"));
      } finally {
        held.forEach(Wire::close);
      }
    }
  }

  /** The third request may still be on its way to its place in the queue: a fourth is too many. */
  private static void refusedSoon(Gate gate) {
    try (var first = Wire.to(gate.process().port());
        var second = Wire.to(gate.process().port())) {
      first.write(Request.get("/hang").bytes());
      Response refusal = second.write(Request.get("/hang").bytes()).read("GET");
      assertThat(refusal.status()).as("%s", refusal).isEqualTo(503);
      assertThat(refusal.json().path("code").asString()).isEqualTo("overloaded");
    }
  }

  @Test
  void closesConnectionsBeyondTheLimitAtAcceptAndTakesNewOnesAfter() {
    try (var gate = Gate.start(yaml("limits: {connections: 3}"))) {
      List<Wire> held = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Wire wire = Wire.to(gate.process().port());
        held.add(wire);
        Request request = Request.get("/x").keepAlive();
        assertThat(wire.write(request.bytes()).read("GET").status()).isEqualTo(200);
      }
      try (var surplus = Wire.to(gate.process().port())) {
        surplus.write(Request.get("/x").bytes());
        Wire.Heard heard = surplus.listen(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(heard).isEqualTo(new Wire.Heard("", true));
      }
      held.forEach(Wire::close);
      Eventually.eventually(Duration.ofSeconds(5), () -> gate.passes(Request.get("/x")));
    }
  }

  private static String yaml(String bounds) {
    return """
        gatehouse:
          routes:
            - {id: open, uri: $UPSTREAM, predicates: [Path=/**], policy: none}
        """
        + "  "
        + bounds
        + "\n";
  }
}
