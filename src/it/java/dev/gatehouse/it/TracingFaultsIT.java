package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tracing that is off, that strangers want on, and whose collector is no good. */
class TracingFaultsIT {

  private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  /** The flags' lowest bit is not set; the next only says that the trace's id is random. */
  private static final String NOT_SAMPLED = "00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]";

  private static final long FLAT = 6_000_000;
  private static final String LONG_PATH = "/open/" + "x".repeat(8_000);
  private static final String ROUTES =
      """
      gatehouse:
        trustedProxies: [127.0.0.2/32]
        routes:
          - {id: open, uri: $UPSTREAM, predicates: [Path=/open/**], policy: none}
      """;
  private static final String TRACING =
      """
      management.tracing.sampling.probability: $PROBABILITY
      management.opentelemetry.tracing.export:
        schedule-delay: 100ms
        max-queue-size: 256
        max-batch-size: 256
        otlp: {endpoint: '$COLLECTOR'}
      """;

  @Test
  void costsNothingWhereNobodyAskedForIt() {
    try (var gate = Gate.start(ROUTES)) {
      SeenRequest seen =
          gate.passes(
              Request.get("/open/x").header("traceparent", SAMPLED).header("tracestate", "a=1"));

      assertThat(seen.headers("traceparent")).containsExactly(SAMPLED);
      assertThat(seen.headers("tracestate")).containsExactly("a=1");
      assertThat(gate.passes(Request.get("/open/x")).headers("traceparent")).isEmpty();
      assertThat(gate.process().threads()).doesNotContain("BatchSpanProcessor");
      assertThat(gate.process().printed()).doesNotContain("traceId").doesNotContain("WARN");
    }
  }

  @Test
  void isOffWhereItsExportIs() {
    String off = TRACING + "management.tracing.export.enabled: false\n";
    try (var collector = OtlpCollector.start();
        var gate = Gate.start(to(collector.endpoint(), "1.0", off) + ROUTES)) {
      SeenRequest seen = gate.passes(Request.get("/open/x").header("traceparent", SAMPLED));

      assertThat(seen.headers("traceparent")).containsExactly(SAMPLED);
      assertThat(gate.process().threads()).doesNotContain("BatchSpanProcessor");
      assertThat(collector.requests()).isZero();
    }
  }

  @Test
  void letsNoStrangerHaveRequestsSampled() {
    try (var collector = OtlpCollector.start();
        var gate = Gate.start(to(collector.endpoint(), "0.0", TRACING) + ROUTES)) {
      for (int i = 0; i < 20; i++) {
        SeenRequest seen = gate.passes(Request.get("/open/x").header("traceparent", SAMPLED));
        assertThat(seen.headers("traceparent")).singleElement().asString().matches(NOT_SAMPLED);
      }
      Request trusted = Request.get("/open/y").header("traceparent", SAMPLED);
      assertThat(gate.process().sendFrom("127.0.0.2", trusted).status()).isEqualTo(200);

      collector.awaits("the proxy's", span -> span.kind() == SeenSpan.SERVER);
      assertThat(collector.spans())
          .filteredOn(span -> span.kind() == SeenSpan.SERVER)
          .extracting(span -> span.attribute("url.path"))
          .containsExactly("/open/y");
    }
  }

  @Test
  void takesTwoTraceparentsOfATrustedProxyForNone() {
    try (var collector = OtlpCollector.start();
        var gate = Gate.start(to(collector.endpoint(), "1.0", TRACING) + ROUTES)) {
      Request twice =
          Request.get("/open/x").header("traceparent", SAMPLED).header("traceparent", SAMPLED);

      SeenRequest seen = gate.process().sendFrom("127.0.0.2", twice).seen();

      SeenSpan server = collector.awaits("one", span -> span.kind() == SeenSpan.SERVER);
      assertThat(SAMPLED).doesNotContain(server.traceId());
      assertThat(seen.headers("traceparent"))
          .singleElement()
          .asString()
          .startsWith("00-" + server.traceId());
    }
  }

  @Test
  void neverNoticesThatTheCollectorHangs() {
    try (var collector = OtlpCollector.start().hanging();
        var gate = Gate.start(to(collector.endpoint(), "1.0", TRACING) + ROUTES)) {
      staysFlat(gate);
      assertThat(collector.requests()).isPositive();
    }
  }

  @Test
  void neverNoticesThatTheCollectorIsDown() {
    String nobody = "http://127.0.0.1:" + FreePort.next() + "/v1/traces";
    try (var gate = Gate.start(to(nobody, "1.0", TRACING) + ROUTES)) {
      staysFlat(gate);
    }
  }

  /** Twice what the queue holds, and then more than would fit into the bound. */
  private static void staysFlat(Gate gate) {
    try (var load = Load.of(gate, 20, () -> Request.get(LONG_PATH))) {
      load.awaits(512);
      long before = gate.process().liveOctets();
      load.awaits(1_500);
      assertThat(gate.process().liveOctets()).isLessThan(before + FLAT);
      load.end();
      assertThat(load.refused()).isEmpty();
    }
  }

  private static String to(String endpoint, String probability, String yaml) {
    return yaml.replace("$COLLECTOR", endpoint).replace("$PROBABILITY", probability);
  }
}
