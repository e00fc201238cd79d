package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes of Spring's own are guarded as ours are, or refused. */
class SpringRoutesIT {

  private static final TestKey KEY = TestKey.rsa("main");

  private static final String OURS =
      """
      gatehouse:
        providers:
          main:
            issuer: https://main.test
            jwks: {inline: '$JWKS'}
            claimsToHeaders: [{claim: sub, header: X-User-Id}]
        policies:
          default: {providers: [main]}
          lax: {mode: AllowMissing, providers: [main]}
        routes:
          - {id: ours, uri: $UPSTREAM, predicates: [Path=/ours/**]}
      """
          .replace("$JWKS", TestKey.jwks(KEY));

  private static final String SPRINGS =
      """
      spring:
        cloud:
          gateway:
            server:
              webflux:
                routes:
                  - {id: plain, uri: $UPSTREAM, predicates: [Path=/plain/**]}
                  - id: named
                    uri: $UPSTREAM
                    predicates: [Path=/named/**]
                    metadata: {policy: lax}
                  - id: public
                    uri: $UPSTREAM
                    predicates: [Path=/public/**]
                    metadata: {policy: none}
                  - {id: late, uri: $UPSTREAM, predicates: [Path=/ours/**], metadata: {policy: none}}
      """;

  @Test
  void guardsSpringsRoutesByTheirPolicyOrDefault() {
    try (var gate = Gate.start(OURS + SPRINGS)) {
      String token = TestToken.by(KEY).issuer("https://main.test").subject("alice").compact();
      gate.refuses(Request.get("/plain/x"), 401, "token_missing");
      gate.refuses(Request.get("/ours/x"), 401, "token_missing");
      gate.refuses(Request.get("/named/x").bearer("a.b.c"), 401, "token_malformed");
      for (String path : new String[] {"/named/x", "/public/x"}) {
        SeenRequest seen = gate.passes(Request.get(path).header("x_user_id", "admin"));
        assertThat(seen.lookalikes("X-User-Id")).isEmpty();
      }
      SeenRequest seen = gate.passes(Request.get("/plain/x?a=|").bearer(token));
      assertThat(seen.headers("X-User-Id")).containsExactly("alice");
      assertThat(seen.headers("Authorization")).isEmpty();
      assertThat(seen.target()).isEqualTo("/plain/x?a=|");
      gate.refuses(Request.get("/plain/../public/x"), 400, "request_rejected");
      assertThat(gate.process().manage("/actuator/gateway").status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metadata: {policy: lacks}",
        "metadata: {policy: ''}",
        "filters: [TokenRelay=]",
        "filters: [SaveSession]",
        "filters: [LocalResponseCache=30m]",
        "filters: ['AddRequestHeader=X-User-Id, admin']",
        "filters: ['SetRequestHeader=x_user_id, admin']",
        "filters: ['MapRequestHeader=X-Any, X-User-Id']",
        "predicates: ['XForwardedRemoteAddr=10.0.0.0/8']",
        "uri: 'forward:/x'",
      })
  void refusesSpringsRouteThatCouldPassUnguarded(String part) {
    String spring =
        """
        spring.cloud.gateway.server.webflux.routes:
          - id: x
            $URI
            $PREDICATES
            $PART
        """
            .replace("$URI", part.startsWith("uri") ? "order: 1" : "uri: http://127.0.0.1:9")
            .replace("$PREDICATES", part.startsWith("pred") ? "order: 1" : "predicates: [Path=/x]")
            .replace("$PART", part);
    refused(OURS.replace("$UPSTREAM", "http://127.0.0.1:9") + spring);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TokenRelay=", "SaveSession", "'AddRequestHeader=X-User-Id, admin'"})
  void refusesSuchDefaultFilter(String filter) {
    refused(
        OURS.replace("$UPSTREAM", "http://127.0.0.1:9")
            + "spring.cloud.gateway.server.webflux.default-filters: ["
            + filter
            + "]\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AddRequestHeader=X-User-Id, admin",
        "SetRequestHeader=X-User-Id, admin",
        "AddRequestHeader=x_user.id, admin",
        "RemoveRequestHeader=X-User-Id",
        "MapRequestHeader=X-Any, X-User-Id",
      })
  void refusesFilterThatSetsIdentityHeader(String filter) {
    String ours = OURS.replace("$UPSTREAM", "http://127.0.0.1:9").stripTrailing();
    refused(ours.substring(0, ours.length() - 1) + ", filters: ['" + filter + "']}\n");
  }

  private static void refused(String yaml) {
    var ended = GatehouseProcess.run("--check", GatehouseProcess.write(yaml).toString());
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).containsPattern("gatehouse.yaml:\\d+:\\d+").doesNotContain("\tat ");
  }
}
