package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** More than the configured bounds, all at once. */
class OverloadIT {

  @Test
  void answers503AtOnceBeyondTheUpstreamsBounds() {
    try (var gate = Gate.start(yaml("upstream: {connections: 2, pending: 1}"))) {
      List<Wire> wires = new ArrayList<>();
      try {
        List<CompletableFuture<Response>> served = hang(gate, 2, wires);
        Eventually.eventually(
            Duration.ofSeconds(10), () -> assertThat(gate.upstream().count()).isEqualTo(2));
        // which one of them finds the place in the queue is not for us to say
        List<CompletableFuture<Response>> queueing = hang(gate, 3, wires);
        Eventually.eventually(
            Duration.ofSeconds(8),
            () -> assertThat(queueing.stream().filter(CompletableFuture::isDone)).hasSize(2));
        gate.upstream().release();
        served.addAll(queueing);
        List<Response> answers = served.stream().map(CompletableFuture::join).toList();
        assertThat(answers)
            .extracting(Response::status)
            .containsExactlyInAnyOrder(200, 200, 200, 503, 503);
        assertThat(answers)
            .filteredOn(answer -> answer.status() == 503)
            .allSatisfy(
                refusal ->
                    assertThat(refusal.json().path("code").asString()).isEqualTo("overloaded"));
        gate.passes(Request.get("/x"));
      } finally {
        wires.forEach(Wire::close);
      }
    }
  }

  private static List<CompletableFuture<Response>> hang(Gate gate, int requests, List<Wire> wires) {
    List<CompletableFuture<Response>> answers = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      Wire wire = Wire.to(gate.process().port()).write(Request.get("/hang").bytes());
      wires.add(wire);
      answers.add(
          CompletableFuture.supplyAsync(() -> wire.read("GET"), Thread::startVirtualThread));
    }
    return answers;
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
