package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verifier as its callers find it: beside the routes, or on a port of its own. */
class VerifierIT {

  private static final TestKey KEY = TestKey.rsa("main");

  private static final String YAML =
      """
      gatehouse:
        providers:
          main:
            issuer: https://main.test
            jwks: {inline: '$JWKS'}
            claimsToHeaders: [{claim: sub, header: X-User-Id}]
        policies:
          default: {providers: [main]}
          lax: {providers: [main], mode: AllowMissing, scopes: [a]}
        routes:
          - {id: all, uri: $UPSTREAM, predicates: [Path=/**], policy: none}
        forwardAuth:
          path: /verify
          policies: [default, lax]
          callers: [127.0.0.1]
          request: x-forwarded
      """
          .replace("$JWKS", TestKey.jwks(KEY));

  private static Gate shared;
  private static Gate apart;
  private static int port;

  @BeforeAll
  static void start() {
    port = FreePort.next();
    shared = Gate.start(YAML);
    apart = Gate.start(YAML + "    port: " + port + "\n");
  }

  @AfterAll
  static void stop() {
    if (shared != null) {
      shared.close();
    }
    if (apart != null) {
      apart.close();
    }
  }

  private static Request inquiry(String target) {
    return Request.get(target)
        .header("X-Forwarded-Method", "GET")
        .header("X-Forwarded-Uri", "/orders");
  }

  private static Request authorized(String target) {
    String token = TestToken.by(KEY).issuer("https://main.test").subject("ada").compact();
    return inquiry(target).bearer(token);
  }

  @Test
  void admitsAndRefusesOnTheMainPort() {
    Response admitted = shared.send(authorized("/verify"));
    assertThat(admitted.status()).as("%s", admitted).isEqualTo(200);
    assertThat(admitted.header("X-User-Id")).isEqualTo("ada");
    assertThat(admitted.octets()).isEmpty();
    shared.refuses(inquiry("/verify"), 401, "token_missing");
    shared.refuses(inquiry("/verify/lax"), 401, "token_missing");
    assertThat(shared.upstream().count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/verify/",
        "/verify/none",
        "/verify/other",
        "/%76erify",
        "/verify/default/x",
        "/verify;a"
      })
  void noRouteHasWhatIsBelowItsPath(String target) {
    shared.refuses(authorized(target), 404, "route_not_found");
    assertThat(apart.send(authorized(target)).status()).isNotEqualTo(404);
  }

  @Test
  void aStrangerIsNotHeard() {
    Request request = authorized("/verify").header("X-Forwarded-For", "127.0.0.1");
    Response answer = shared.process().sendFrom("127.0.0.2", request);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(Wire.exchange(port, "127.0.0.2", request).status()).isEqualTo(403);
  }

  @Test
  void itsOwnPortKnowsNothingElse() {
    assertThat(Wire.exchange(port, authorized("/verify")).status()).isEqualTo(200);
    assertThat(Wire.exchange(port, inquiry("/verify")).status()).isEqualTo(401);
    assertThat(Wire.exchange(port, authorized("/orders")).status()).isEqualTo(404);
    assertThat(Wire.exchange(port, authorized("/actuator/gatehouse")).status()).isEqualTo(404);
    assertThat(Wire.exchange(port, Request.get("/verify/../x")).status()).isEqualTo(400);
  }

  @Test
  void theMainPortKnowsNothingOfAVerifierApart() {
    assertThat(apart.passes(authorized("/verify")).target()).isEqualTo("/verify");
  }

  @Test
  void operatorsSeeItAndItsDecisions() {
    Wire.exchange(port, authorized("/verify"));
    assertThat(apart.process().manage("/actuator/gatehouse").json().at("/verifier/port").asInt())
        .isEqualTo(port);
    assertThat(apart.process().manage("/actuator/prometheus").text())
        .containsPattern(
            "gatehouse_decisions_total\\{[^}]*outcome=\"admitted\"[^}]*route=\"forwardAuth\"");
  }

  @Test
  void itsOwnPortDrainsWithTheMainOne() {
    int own = FreePort.next();
    String yaml = YAML.replace("$UPSTREAM", "http://127.0.0.1:9") + "    port: " + own + "\n";
    try (var process = GatehouseProcess.start(yaml + "  drainDelay: 0s\n")) {
      assertThat(Wire.exchange(own, inquiry("/verify")).status()).isEqualTo(401);
      assertThat(process.stop().status()).isEqualTo(143);
      assertThatThrownBy(() -> Wire.exchange(own, inquiry("/verify")))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void aPortThatIsTakenStopsTheStart() {
    String taken = YAML.replace("$UPSTREAM", "http://127.0.0.1:9") + "    port: " + port + "\n";
    var ended = GatehouseProcess.run("--gatehouse.config=" + GatehouseProcess.configuration(taken));
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("" + port);
  }
}
