package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

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

  private static final String HARMFUL_SPRINGS =
      """
      spring.cloud.gateway.server.webflux:
        default-filters:
          - TokenRelay=
          - SaveSession
          - AddRequestHeader=X-User-Id, admin
        routes:
          - {id: s1, uri: 'http://u:1', predicates: [Path=/1], metadata: {policy: lacks}}
          - {id: s2, uri: 'http://u:1', predicates: [Path=/2], metadata: {policy: ''}}
          - {id: s3, uri: 'http://u:1', predicates: [Path=/3], filters: [TokenRelay=]}
          - {id: s4, uri: 'http://u:1', predicates: [Path=/4], filters: [SaveSession]}
          - {id: s5, uri: 'http://u:1', predicates: [Path=/5], filters: [LocalResponseCache=30m]}
          - {id: s6, uri: 'http://u:1', predicates: [Path=/6], filters: ['AddRequestHeader=X-User-Id, a']}
          - {id: s7, uri: 'http://u:1', predicates: [Path=/7], filters: ['SetRequestHeader=x_user_id, a']}
          - {id: s8, uri: 'http://u:1', predicates: [Path=/8], filters: ['MapRequestHeader=X, X-User-Id']}
          - {id: s9, uri: 'http://u:1', predicates: [XForwardedRemoteAddr=10.0.0.0/8]}
          - {id: s10, uri: 'forward:/x', predicates: [Path=/10]}
      """;

  private static final String HARMFUL_FILTERS_OF_OURS =
      """
          - {id: o1, uri: 'http://u:1', predicates: [Path=/1], filters: ['AddRequestHeader=X-User-Id, a']}
          - {id: o2, uri: 'http://u:1', predicates: [Path=/2], filters: ['SetRequestHeader=X-User-Id, a']}
          - {id: o3, uri: 'http://u:1', predicates: [Path=/3], filters: ['AddRequestHeader=x_user.id, a']}
          - {id: o4, uri: 'http://u:1', predicates: [Path=/4], filters: [RemoveRequestHeader=X-User-Id]}
          - {id: o5, uri: 'http://u:1', predicates: [Path=/5], filters: ['MapRequestHeader=X, X-User-Id']}
          - id: o6
            uri: http://u:1
            predicates: [Path=/6]
            filters: [{name: AddRequestHeader, args: {name: X-User-Id, value: a}}]
          - {id: o7, uri: 'http://u:1', predicates: ['Header=X-User-Id, admin']}
      """;

  @Test
  void refusesSpringsRoutesAndDefaultFiltersThatCouldPassUnguarded() {
    String yaml = OURS.replace("$UPSTREAM", "http://127.0.0.1:9") + HARMFUL_SPRINGS;
    List<String> wrong = new ArrayList<>(List.of("- TokenRelay=", "- SaveSession"));
    wrong.add("- AddRequestHeader=X-User-Id");
    for (int i = 1; i <= 10; i++) {
      wrong.add("id: s" + i + ",");
    }
    refusesEveryLineOf(yaml, wrong);
  }

  @Test
  void refusesFilterOrPredicateThatNamesIdentityHeader() {
    String yaml = OURS.replace("$UPSTREAM", "http://127.0.0.1:9") + HARMFUL_FILTERS_OF_OURS;
    List<String> wrong = new ArrayList<>(List.of("filters: [{name"));
    for (int i : new int[] {1, 2, 3, 4, 5, 7}) {
      wrong.add("id: o" + i + ",");
    }
    refusesEveryLineOf(yaml, wrong);
  }

  private static void refusesEveryLineOf(String yaml, List<String> wrong) {
    var ended = GatehouseProcess.run("--check", GatehouseProcess.write(yaml).toString());
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    var softly = new SoftAssertions();
    for (String text : wrong) {
      softly
          .assertThat(ended.output())
          .as(text)
          .containsPattern("gatehouse.yaml:" + ConfigIT.lineOf(yaml, text) + ":\\d+: error");
    }
    softly.assertThat(ended.output()).doesNotContain("\tat ");
    softly.assertAll();
  }
}
