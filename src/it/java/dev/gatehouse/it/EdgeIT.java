package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Around the decision: hops, request ids, limits, and upstreams that are dead or slow. */
class EdgeIT {

  private static final String PROXY = "127.0.0.2";
  private static final String SECOND_PROXY = "127.0.0.3";

  private static Gate gate;

  @BeforeAll
  static void start() {
    gate =
        Gate.start(
            """
            gatehouse:
              routes:
                - {id: open, uri: $UPSTREAM, predicates: [Path=/open/**], policy: none}
                - {id: dead, uri: '$DEAD', predicates: [Path=/dead], policy: none}
                - {id: hang, uri: $UPSTREAM, predicates: [Path=/hang], policy: none, timeout: 1s}
              trustedProxies: [127.0.0.2, 127.0.0.3/32]
              limits: {requestLine: 4KB, headers: 8KB, headersTimeout: 1s, idleTimeout: 2s}
            """
                .replace("$DEAD", "http://127.0.0.1:" + FreePort.next()));
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @Test
  void tellsUpstreamWhoAsked() {
    SeenRequest seen = gate.passes(Request.get("/open/x").header("X-Forwarded-For", "6.6.6.6"));
    assertThat(seen.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(seen.headers("X-Forwarded-Proto")).containsExactly("http");
    assertThat(seen.headers("X-Forwarded-Host")).containsExactly("gw.test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "203.0.113.7 # 203.0.113.7",
        "6.6.6.6, 203.0.113.7 # 203.0.113.7",
        "6.6.6.6, 203.0.113.7, 127.0.0.3 # 203.0.113.7",
        "127.0.0.3,127.0.0.2 # 127.0.0.3",
        "2001:db8::7 # 2001:db8::7",
      })
  void believesRightmostUntrustedHopOfTrustedProxy(String sent, String client) {
    Request request = Request.get("/open/x").header("X-Forwarded-For", sent);
    SeenRequest seen = gate.process().sendFrom(PROXY, request).seen();
    assertThat(seen.headers("X-Forwarded-For")).hasSize(1);
    String written = seen.headers("X-Forwarded-For").getFirst();
    assertThat(List.of(written.split(", *", -1)).getFirst()).isEqualTo(client);
    assertThat(written).contains(PROXY).doesNotContain("6.6.6.6");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"garbage", "203.0.113.7, x y", "1.2.3.4.5", "a\tb", "<script>", "unknown"})
  void doesNotBelieveGarbageOfTrustedProxy(String sent) {
    Request request = Request.get("/open/x").header("X-Forwarded-For", sent);
    Response response = gate.process().sendFrom(PROXY, request);
    if (response.status() == 200) {
      assertThat(response.seen().headers("X-Forwarded-For"))
          .singleElement()
          .asString()
          .doesNotContain(sent);
    } else {
      assertThat(response.status()).isEqualTo(400);
    }
  }

  @Test
  void believesProtoAndHostOfTrustedProxyOnly() {
    Request request =
        Request.get("/open/x")
            .header("X-Forwarded-Proto", "https")
            .header("X-Forwarded-Host", "shop.example.com");
    SeenRequest trusted = gate.process().sendFrom(SECOND_PROXY, request).seen();
    assertThat(trusted.headers("X-Forwarded-Proto")).containsExactly("https");
    assertThat(trusted.headers("X-Forwarded-Host")).containsExactly("shop.example.com");
    SeenRequest stranger = gate.passes(request);
    assertThat(stranger.headers("X-Forwarded-Proto")).containsExactly("http");
    assertThat(stranger.headers("X-Forwarded-Host")).containsExactly("gw.test");
  }

  @Test
  void givesEveryRequestAnIdThatTheUpstreamGetsToo() {
    Response first = gate.send(Request.get("/open/x"));
    Response second = gate.send(Request.get("/open/x"));
    assertThat(first.header("X-Request-Id")).isNotEmpty();
    assertThat(first.seen().headers("X-Request-Id")).containsExactly(first.header("X-Request-Id"));
    assertThat(second.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
  }

  @Test
  void takesRequestIdFromTrustedProxyOnly() {
    Request request = Request.get("/open/x").header("X-Request-Id", "abc-123");
    Response trusted = gate.process().sendFrom(PROXY, request);
    assertThat(trusted.header("X-Request-Id")).isEqualTo("abc-123");
    assertThat(trusted.seen().headers("X-Request-Id")).containsExactly("abc-123");
    Response stranger = gate.send(request);
    assertThat(stranger.header("X-Request-Id")).isNotEqualTo("abc-123");
    assertThat(stranger.seen().lookalikes("X-Request-Id")).doesNotContain("abc-123").hasSize(1);
    Response lost =
        gate.process().sendFrom(PROXY, Request.get("/no").header("X-Request-Id", "lost-1"));
    assertThat(lost.json().path("instance").asString()).contains("lost-1");
  }

  @Test
  void answers431ToHeadersBeyondTheLimitAnd414ToSuchRequestLine() {
    Request headers = Request.get("/open/x").header("X-Big", "x".repeat(9_000));
    gate.refuses(headers, 431, "headers_too_large");
    Request many = Request.get("/open/x");
    for (int i = 0; i < 40; i++) {
      many = many.header("X-Many-" + i, "x".repeat(300));
    }
    gate.refuses(many, 431, "headers_too_large");
    Request line = Request.get("/open/x?" + "x".repeat(5_000));
    gate.refuses(line, 414, "headers_too_large");
    gate.passes(Request.get("/open/x?" + "x".repeat(3_500)).header("X-Big", "x".repeat(7_000)));
  }

  @Test
  void answers408ToHeadThatDoesNotEnd() {
    try (var wire = Wire.to(gate.process().port())) {
      Response slow = wire.write("GET /open/x HTTP/1.1\r\nHost: gw.test\r\nX-Slow: ").read("GET");
      assertThat(slow.status()).isEqualTo(408);
      assertThat(slow.json().path("code").asString()).isEqualTo("request_timeout");
      assertThat(wire.closedWithin(Duration.ofSeconds(2))).isTrue();
    }
  }

  @Test
  void closesConnectionThatSendsNothing() {
    try (var silent = Wire.to(gate.process().port());
        var used = Wire.to(gate.process().port())) {
      assertThat(used.write(Request.get("/open/x").keepAlive().bytes()).read("GET").status())
          .isEqualTo(200);
      Wire.Heard heard = silent.listen(Duration.ofSeconds(1), Duration.ofSeconds(6));
      assertThat(heard.closed()).isTrue();
      assertThat(used.closedWithin(Duration.ofSeconds(6))).isTrue();
    }
  }

  @Test
  void endsRequestWhoseBodyStalls() {
    int before = gate.upstream().count();
    try (var wire = Wire.to(gate.process().port())) {
      wire.write("POST /open/x HTTP/1.1\r\nHost: gw.test\r\nContent-Length: 10\r\n\r\nabc");
      Wire.Heard heard = wire.listen(Duration.ofSeconds(1), Duration.ofSeconds(8));
      assertThat(heard.closed()).as("%s", heard.text()).isTrue();
      assertThat(heard.text()).doesNotContain(" 200 ");
    }
    assertThat(gate.upstream().count()).isEqualTo(before);
  }

  @Test
  void maps502And504() {
    gate.refuses(Request.get("/dead"), 502, "upstream_unreachable");
    Response late = gate.send(Request.get("/hang"));
    assertThat(late.status()).isEqualTo(504);
    assertThat(late.json().path("code").asString()).isEqualTo("upstream_timeout");
    assertThat(late.text()).doesNotContain("127.0.0.1").doesNotContain("Exception");
  }

  @Test
  void servesSeveralRequestsOnOneConnectionInOrder() {
    try (var wire = Wire.to(gate.process().port())) {
      var pipeline = new StringBuilder();
      List<String> targets = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String target = i == 2 ? "/nowhere" : "/open/" + i;
        targets.add(target);
        pipeline.append("GET " + target + " HTTP/1.1\r\nHost: gw.test\r\n\r\n");
      }
      wire.write(pipeline.toString());
      for (String target : targets) {
        Response response = wire.read("GET");
        if (target.equals("/nowhere")) {
          assertThat(response.status()).isEqualTo(404);
        } else {
          assertThat(response.seen().target()).isEqualTo(target);
        }
      }
    }
  }

  @Test
  void readsOnHoweverFastTheRequestsOfAConnectionCome() {
    String burst =
        (request("/open/x") + request("/nowhere") + request("/nowhere") + request("/open/y"))
            .repeat(4);
    for (int connection = 0; connection < 10; connection++) {
      try (var wire = Wire.to(gate.process().port())) {
        for (int i = 0; i < 10; i++) {
          wire.write(burst);
          for (int answer = 0; answer < 16; answer++) {
            assertThat(wire.read("GET").status()).isIn(200, 404);
          }
        }
      }
    }
  }

  private static String request(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: gw.test\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/nowhere", "/actuator/prometheus"})
  void everyAnswerOfTheManagementPortIsTheLastOfItsConnection(String path) {
    try (var wire = Wire.to(gate.process().managementPort())) {
      wire.write(request(path).repeat(2));
      assertThat(wire.read("GET").header("Connection")).isEqualToIgnoringCase("close");
      assertThat(wire.closedWithin(Duration.ofSeconds(10))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/actuator", "/actuator/health", "/actuator/env"})
  void managementIsNotOnTheMainPort(String path) {
    gate.refuses(Request.get(path), 404, "route_not_found");
  }

  @Test
  void managementTellsLifeAndReadinessOnItsOwnPort() {
    assertThat(gate.process().manage("/livez").status()).isEqualTo(200);
    assertThat(gate.process().manage("/readyz").status()).isEqualTo(200);
    Response health = gate.process().manage("/actuator/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.json().path("status").asString()).isEqualTo("UP");
    assertThat(gate.process().manage("/actuator/health/liveness").status()).isEqualTo(200);
    assertThat(gate.process().manage("/actuator/health/readiness").status()).isEqualTo(200);
    assertThat(gate.process().manage("/actuator/env").status()).isEqualTo(404);
    assertThat(gate.process().manage("/actuator/gateway/routes").status()).isEqualTo(404);
    assertThat(gate.process().manage("/open/x").status()).isEqualTo(404);
  }

  @Test
  void refusesBeforeTheClientIsToldToContinue() {
    try (var wire = Wire.to(gate.process().port())) {
      wire.write("POST /nowhere HTTP/1.1\r\nHost: gw.test\r\nExpect: 100-continue\r\n");
      wire.write("Content-Length: 5\r\n\r\n");
      Wire.Heard heard = wire.listen(Duration.ofMillis(300), Duration.ofSeconds(5));
      assertThat(heard.text()).startsWith("HTTP/1.1 404").doesNotContain(" 100 ");
    }
    try (var wire = Wire.to(gate.process().port())) {
      wire.write("POST /open/x HTTP/1.1\r\nHost: gw.test\r\nExpect: 100-continue\r\n");
      wire.write("Content-Length: 5\r\n\r\n");
      Wire.Heard heard = wire.listen(Duration.ofMillis(300), Duration.ofSeconds(1));
      assertThat(heard.text()).isIn("", "HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(wire.write("hello").read("POST").seen().body()).isEqualTo("hello");
    }
  }

  @Test
  void streamsBodiesBothWays() {
    String body = "0123456789".repeat(30_000);
    Request request = Request.of("POST", "/open/x").body(body);
    assertThat(gate.passes(request).body()).isEqualTo(body);
  }
}
