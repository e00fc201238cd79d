package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a collector gets of requests, and upstreams of the trace they are part of. */
class TracingIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final String PROXY = "127.0.0.2";
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String YAML =
      """
      management.tracing.sampling.probability: 1.0
      management.opentelemetry.tracing.export:
        schedule-delay: 100ms
        otlp: {endpoint: '$COLLECTOR'}
      gatehouse:
        trustedProxies: [127.0.0.2/32]
        providers:
          main: {issuer: 'https://main.test', jwks: {inline: '$JWKS'}}
        policies:
          default: {providers: [main]}
          lax: {mode: AllowMissing, providers: [main]}
          shadow: {enforce: false, providers: [main]}
        routes:
          - {id: api, uri: $UPSTREAM, predicates: [Path=/api/**]}
          - {id: lax, uri: $UPSTREAM, predicates: [Path=/lax/**], policy: lax}
          - {id: shadow, uri: $UPSTREAM, predicates: [Path=/shadow/**], policy: shadow}
          - {id: open, uri: $UPSTREAM, predicates: [Path=/open/**], policy: none}
          - {id: slow, uri: $UPSTREAM, predicates: [Path=/slow/**], policy: none, timeout: 300ms}
          - {id: dead, uri: 'http://127.0.0.1:1', predicates: [Path=/dead/**], policy: none}
      """;

  private static final OtlpCollector COLLECTOR = OtlpCollector.start();
  private static Gate gate;

  @BeforeAll
  static void start() {
    gate =
        Gate.start(
            YAML.replace("$COLLECTOR", COLLECTOR.endpoint()).replace("$JWKS", TestKey.jwks(KEY)));
  }

  @AfterAll
  static void stop() {
    try (COLLECTOR) {
      gate.upstream().release();
      gate.close();
    }
  }

  @Test
  void followsARequestToItsUpstream() {
    String token =
        TestToken.by(KEY).issuer("https://main.test").subject("planted-subject").compact();

    SeenRequest seen = gate.passes(Request.get("/api/follow?planted=query").bearer(token));

    SeenSpan server = serverSpan("/api/follow");
    SeenSpan client = clientSpan(server);
    assertThat(server.name()).isEqualTo("GET api");
    assertThat(server.parentId()).isEmpty();
    assertThat(server.failed()).isFalse();
    assertThat(server.attributes())
        .containsEntry("http.request.method", "GET")
        .containsEntry("http.response.status_code", "200")
        .containsEntry("http.route", "api")
        .containsEntry("url.scheme", "http")
        .containsEntry("url.path", "/api/follow")
        .containsEntry("server.address", "gw.test")
        .containsEntry("client.address", "127.0.0.1")
        .containsEntry("gatehouse.policy", "default")
        .containsEntry("gatehouse.provider", "main")
        .containsEntry("gatehouse.decision", "admitted")
        .doesNotContainKeys("gatehouse.code", "error.type");
    assertThat(client.name()).isEqualTo("GET");
    assertThat(client.attributes())
        .containsEntry("server.port", "" + gate.upstream().port())
        .containsEntry("http.response.status_code", "200");
    assertThat(client.nanos()).isBetween(1L, server.nanos());
    assertThat(seen.headers("traceparent")).containsExactly(sampled(client));
    assertThat(gate.process().printed()).contains("\"traceId\":\"" + server.traceId() + "\"");
    assertThat(COLLECTOR.octets()).contains("gatehouse").doesNotContain("planted");
    assertThat(SentTokens.linesWithTokens(COLLECTOR.octets())).isEmpty();
  }

  @Test
  void goesOnWithTheTraceOfATrustedProxy() {
    Response response =
        gate.process()
            .sendFrom(
                PROXY,
                Request.get("/open/trusted")
                    .header("X-Forwarded-For", "198.51.100.7")
                    .header("Traceparent", "00-" + TRACE + "-" + PARENT + "-01")
                    .header("tracestate", "a=1")
                    .header("Tracestate", "b=2"));

    SeenSpan server = serverSpan("/open/trusted");
    SeenSpan client = clientSpan(server);
    assertThat(server.traceId()).isEqualTo(TRACE);
    assertThat(server.parentId()).isEqualTo(PARENT);
    assertThat(server.attribute("client.address")).isEqualTo("198.51.100.7");
    assertThat(response.seen().headers("traceparent"))
        .containsExactly("00-" + TRACE + "-" + client.id() + "-01");
    assertThat(response.seen().headers("tracestate")).containsExactly("a=1,b=2");
  }

  @Test
  void linksToTheTraceOfAStrangerAndBeginsItsOwn() {
    SeenRequest seen =
        gate.passes(
            Request.get("/open/stranger")
                .header("traceparent", "00-" + TRACE + "-" + PARENT + "-01")
                .header("tracestate", "planted=1"));

    SeenSpan server = serverSpan("/open/stranger");
    assertThat(server.traceId()).isNotEqualTo(TRACE);
    assertThat(server.parentId()).isEmpty();
    assertThat(server.links()).containsExactly(TRACE + "-" + PARENT);
    assertThat(seen.headers("traceparent")).containsExactly(sampled(clientSpan(server)));
    assertThat(seen.headers("tracestate")).isEmpty();
  }

  @Test
  void tellsHowItWasDecided() {
    gate.refuses(Request.get("/api/missing"), 401, "token_missing");
    gate.refuses(Request.of("BREW", "/nowhere"), 404, "route_not_found");
    gate.passes(Request.get("/lax/anonymous"));
    gate.passes(Request.get("/shadow/would"));

    SeenSpan refused = serverSpan("/api/missing");
    assertThat(refused.attributes())
        .containsEntry("gatehouse.decision", "refused")
        .containsEntry("gatehouse.code", "token_missing")
        .containsEntry("http.response.status_code", "401");
    assertThat(refused.failed()).isFalse();
    SeenSpan unmatched = serverSpan("/nowhere");
    assertThat(unmatched.name()).isEqualTo("HTTP");
    assertThat(unmatched.attributes())
        .containsEntry("http.request.method", "_OTHER")
        .containsEntry("gatehouse.code", "route_not_found")
        .doesNotContainKeys("http.route", "gatehouse.decision");
    assertThat(serverSpan("/lax/anonymous").attribute("gatehouse.decision")).isEqualTo("anonymous");
    assertThat(serverSpan("/shadow/would").attributes())
        .containsEntry("gatehouse.decision", "would_refuse")
        .containsEntry("gatehouse.code", "token_missing")
        .containsEntry("http.response.status_code", "200");
  }

  @Test
  void endsTheSpanHoweverTheRequestEnds() {
    gate.refuses(Request.get("/dead/x"), 502, "upstream_unreachable");
    gate.answers(Request.get("/slow/hang"), 504, "upstream_timeout");
    try (var wire = Wire.to(gate.process().port())) {
      wire.write(Request.get("/open/hang/gone").bytes());
      Eventually.eventually(
          Duration.ofSeconds(10),
          () ->
              assertThat(gate.upstream().seen())
                  .anyMatch(seen -> seen.target().equals("/open/hang/gone")));
    }

    SeenSpan unreachable = serverSpan("/dead/x");
    assertThat(unreachable.failed()).isTrue();
    assertThat(unreachable.attribute("error.type")).isEqualTo("upstream_unreachable");
    assertThat(clientSpan(unreachable).attribute("error.type")).isEqualTo("upstream_unreachable");
    SeenSpan late = serverSpan("/slow/hang");
    assertThat(late.attribute("error.type")).isEqualTo("upstream_timeout");
    assertThat(clientSpan(late).failed()).isTrue();
    SeenSpan gone = serverSpan("/open/hang/gone");
    assertThat(gone.attributes()).doesNotContainKey("http.response.status_code");
    assertThat(clientSpan(gone).failed()).isFalse();
  }

  @Test
  void tellsNothingOfTheManagementPort() {
    assertThat(gate.process().manage("/readyz").status()).isEqualTo(200);
    gate.passes(Request.get("/open/after"));

    serverSpan("/open/after");
    assertThat(COLLECTOR.spans())
        .allMatch(span -> span.kind() == SeenSpan.SERVER || span.kind() == SeenSpan.CLIENT)
        .noneMatch(span -> span.name().contains("readyz") || span.attributes().containsKey("uri"));
  }

  /** With the flags of a trace that is sampled and whose id is random. */
  private static String sampled(SeenSpan span) {
    return "00-" + span.traceId() + "-" + span.id() + "-03";
  }

  private static SeenSpan serverSpan(String path) {
    return COLLECTOR.awaits(
        "a server's span of " + path,
        span -> span.kind() == SeenSpan.SERVER && span.attribute("url.path").equals(path));
  }

  private static SeenSpan clientSpan(SeenSpan server) {
    return COLLECTOR.awaits(
        "a client's span below " + server,
        span -> span.kind() == SeenSpan.CLIENT && span.parentId().equals(server.id()));
  }
}
