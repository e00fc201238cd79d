package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A policy in shadow mode refuses nobody, tells whom it would, and trusts nobody more for it. */
class ShadowModeIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final TestIssuer DOWN = TestIssuer.publishing(KEY).failing(500);
  private static Gate gate;

  @BeforeAll
  static void start() {
    gate =
        Gate.start(
            """
            gatehouse:
              providers:
                main:
                  issuer: https://main.test
                  jwks: {inline: '$JWKS'}
                  forwardToken: true
                  tokenSources:
                    - {header: Authorization, prefix: Bearer}
                    - {query: access_token}
                    - {cookie: session}
                  claimsToHeaders:
                    - {claim: sub, header: X-User-Id}
                down:
                  issuer: https://down.test
                  jwks: {url: '$DOWN', timeout: 1s}
              policies:
                default:
                  providers: [main, down]
                  enforce: false
              routes:
                - {id: all, uri: $UPSTREAM, predicates: [Path=/**]}
            """
                .replace("$JWKS", TestKey.jwks(KEY))
                .replace("$DOWN", DOWN.jwksUrl()));
  }

  @AfterAll
  static void stop() {
    try (DOWN) {
      gate.close();
    }
  }

  @Test
  void warnsAtTheStart() {
    assertThat(gate.process().printed())
        .containsPattern("gatehouse.yaml:\\d+:\\d+: warning: policy 'default' is in shadow mode");
  }

  @Test
  void passesAValidTokensIdentityAndForwardsTheTokenAsConfigured() {
    String token = token().compact();
    SeenRequest seen = gate.passes(request("/good").bearer(token));
    assertThat(seen.lookalikes("X-User-Id")).containsExactly("alice");
    assertThat(seen.headers("Authorization")).containsExactly("Bearer " + token);
    assertThat(line("/good")).doesNotContain("wouldRefuse");
  }

  @ParameterizedTest
  @CsvSource({
    "none,      token_missing",
    "expired,   token_expired",
    "forged,    token_signature_invalid",
    "malformed, token_malformed",
    "stranger,  token_issuer_unknown",
    "keyless,   keys_unavailable",
  })
  void passesWhatItWouldRefuseAsNobodysAndWithoutItsToken(String kind, String code) {
    Request request = request("/" + kind);
    SeenRequest seen = gate.passes(kind.equals("none") ? request : request.bearer(invalid(kind)));
    assertThat(seen.lookalikes("X-User-Id")).isEmpty();
    assertThat(seen.headers("Authorization")).isEmpty();
    assertThat(line("/" + kind))
        .contains("\"status\":200", "\"policy\":\"default\"", "\"wouldRefuse\":\"" + code + "\"")
        .doesNotContain("\"code\"");
  }

  @Test
  void letsNoneOfSeveralTokensThroughToTheUpstream() {
    String token = token().compact();
    SeenRequest seen =
        gate.passes(
            request("/several?access_token=" + token + "&page=2")
                .bearer(token)
                .bearer(invalid("expired"))
                .header("Cookie", "a=b; session=" + token + "; c=d"));
    assertThat(seen.lookalikes("X-User-Id")).isEmpty();
    assertThat(seen.headers("Authorization")).isEmpty();
    assertThat(seen.headers("Cookie")).containsExactly("a=b; c=d");
    assertThat(seen.target()).isEqualTo("/several?page=2");
    assertThat(line("/several")).contains("\"wouldRefuse\":\"multiple_tokens\"");
  }

  /** A request that claims an identity of its own, in every spelling. */
  private static Request request(String target) {
    return Request.get(target)
        .header("X-User-Id", "admin")
        .header("x_user_id", "admin")
        .header("X.User.Id", "admin");
  }

  private static String line(String path) {
    String quoted = "\"path\":\"" + path + "\"";
    String[] found = new String[1];
    Eventually.eventually(
        Duration.ofSeconds(10),
        () -> {
          found[0] =
              gate.process()
                  .printed()
                  .lines()
                  .filter(line -> line.contains(quoted))
                  .findFirst()
                  .orElse(null);
          assertThat(found[0]).as(path).isNotNull();
        });
    return found[0];
  }

  private static TestToken token() {
    return TestToken.by(KEY).issuer("https://main.test").subject("alice");
  }

  private static String invalid(String kind) {
    return switch (kind) {
      case "expired" -> token().expiresIn(Duration.ofHours(-1)).compact();
      case "forged" -> TestToken.by(TestKey.rsa("main")).issuer("https://main.test").compact();
      case "malformed" -> "not.a.jwt";
      case "stranger" -> token().issuer("https://stranger.test").compact();
      case "keyless" -> token().issuer("https://down.test").compact();
      default -> throw new AssertionError(kind);
    };
  }
}
