package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cross-origin requests as browsers, and those who only claim to be some, send them. */
class CorsIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final String APP = "https://app.example.com";

  private static final String YAML =
      """
      gatehouse:
        providers:
          main:
            issuer: https://main.test
            jwks: {inline: '$JWKS'}
        policies:
          default: {providers: [main]}
          shadow: {providers: [main], enforce: false}
        routes:
          - id: orders
            uri: $UPSTREAM
            predicates: [Path=/orders/**]
            cors: &app
              allowedOrigins: ["https://app.example.com"]
              allowedMethods: [GET, PUT]
              allowedHeaders: [Authorization]
          - {id: shadow, uri: $UPSTREAM, predicates: [Path=/shadow/**], policy: shadow, cors: *app}
          - {id: closed, uri: 'http://127.0.0.1:1', predicates: [Path=/down/**], policy: none, cors: *app}
          - {id: open, uri: $UPSTREAM, predicates: [Path=/open/**], policy: none, cors: *app}
          - {id: plain, uri: $UPSTREAM, predicates: [Path=/plain/**]}
          - {id: public, uri: $UPSTREAM, predicates: [Path=/public/**], policy: none}
      """
          .replace("$JWKS", TestKey.jwks(KEY));

  private static Gate gate;

  @BeforeAll
  static void start() {
    gate = Gate.start(YAML);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  private static Request preflight(String path, String origin, String method) {
    return Request.of("OPTIONS", path)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/orders/1", "/shadow/1", "/open/1", "/down/1"})
  void answersPreflightItselfUnderEveryPolicy(String path) {
    int before = gate.upstream().count();
    Response answer =
        gate.send(
            preflight(path, APP, "PUT").header("Access-Control-Request-Headers", "authorization"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET, PUT");
    assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("Authorization");
    assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("3600");
    assertThat(answer.header("X-Request-Id")).isNotEmpty();
    assertThat(gate.upstream().count()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/orders/1", "/shadow/1", "/open/1"})
  void refusesPreflightOfStrangerUnderEveryPolicy(String path) {
    Response refusal =
        gate.refuses(
            preflight(path, "https://app.example.com.evil.com", "GET"), 403, "preflight_refused");
    assertThat(refusal.headers("Access-Control-Allow-Origin")).isEmpty();
    assertThat(refusal.toString()).doesNotContain("evil");
  }

  @Test
  void letsPageReadRefusalAndAnswer() {
    Request request = Request.get("/orders/1").header("Origin", APP);
    Response refusal = gate.refuses(request, 401, "token_missing");
    assertThat(refusal.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    assertThat(refusal.header("Access-Control-Expose-Headers")).contains("WWW-Authenticate");
    assertThat(refusal.header("Vary")).isEqualTo("Origin");
    Response answer = gate.send(request.bearer(token()));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    assertThat(answer.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void letsPageReadThatUpstreamIsGoneAndGrpcRefusal() {
    Request request = Request.get("/down/1").header("Origin", APP);
    Response fault = gate.answers(request, 502, "upstream_unreachable");
    assertThat(fault.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    Response grpc =
        gate.send(
            Request.of("POST", "/orders/1")
                .header("Origin", APP)
                .header("Content-Type", "application/grpc-web"));
    assertThat(grpc.header("grpc-status")).isEqualTo("16");
    assertThat(grpc.header("Access-Control-Allow-Origin")).isEqualTo(APP);
  }

  @Test
  void decidesOnStrangersRequestAndTellsItsPageNothing() {
    Request request = Request.get("/orders/1").header("Origin", "https://evil.com");
    assertThat(gate.refuses(request, 401, "token_missing").headers("Access-Control-Allow-Origin"))
        .isEmpty();
    Response answer = gate.send(request.bearer(token()));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void leavesRoutesWithoutCorsAsTheyAre() {
    gate.refuses(preflight("/plain/1", APP, "GET"), 401, "token_missing");
    assertThat(gate.passes(preflight("/public/1", APP, "GET")).method()).isEqualTo("OPTIONS");
    Response answer = gate.send(Request.get("/public/1").header("Origin", APP));
    assertThat(answer.headers("Vary")).isEmpty();
  }

  @Test
  void cannotBeMadeToForwardPreflightByItsBodyOrItsToken() {
    int before = gate.upstream().count();
    Request hidden = Request.get("/open/smuggled");
    String body = new String(hidden.bytes(), ISO_8859_1);
    Request preflight = preflight("/open/1", APP, "GET").keepAlive().bearer(token()).body(body);
    assertThat(gate.send(preflight).status()).isEqualTo(200);
    assertThat(gate.send(preflight("/orders/../open", APP, "GET")).status()).isEqualTo(400);
    assertThat(gate.upstream().count()).isEqualTo(before);
  }

  @Test
  void appliesChangedOriginsToRunningGateway() throws IOException {
    String yaml =
        "server: {port: 0}\nmanagement: {server: {port: 0}}\n"
            + GatehouseProcess.inLane(YAML.replace("$UPSTREAM", gate.upstream().url()));
    String other = "https://other.example.com";
    Path file = GatehouseProcess.write(yaml);
    try (var process = GatehouseProcess.startArguments(Map.of(), "--gatehouse.config=" + file)) {
      Request request = preflight("/orders/1", other, "GET");
      assertThat(process.send(request).status()).isEqualTo(403);
      Files.writeString(file, yaml.replace(APP, other));
      Eventually.eventually(
          Duration.ofSeconds(60), () -> assertThat(process.send(request).status()).isEqualTo(200));
      assertThat(process.send(preflight("/orders/1", APP, "GET")).status()).isEqualTo(403);
    }
  }

  @Test
  void refusesSpringsOwnCorsWhichWouldBeWithoutEffect() {
    String springs =
        """
        spring.cloud.gateway.server.webflux:
          globalcors:
            cors-configurations: {'[/**]': {allowedOrigins: '*'}}
          routes:
            - id: s
              uri: http://u:1
              predicates: [Path=/s]
              metadata: {cors: {allowedOrigins: '*'}}
        """;
    String yaml = YAML.replace("$UPSTREAM", "http://127.0.0.1:9") + springs;
    var ended = GatehouseProcess.run("--check", GatehouseProcess.write(yaml).toString());
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    for (String text : List.of("globalcors", "metadata: {cors")) {
      assertThat(ended.output())
          .containsPattern("gatehouse.yaml:" + ConfigIT.lineOf(yaml, text) + ":\\d+: error");
    }
  }

  private static String token() {
    return TestToken.by(KEY).issuer("https://main.test").subject("alice").compact();
  }
}
