package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of the contract's section 2, whole. */
class ModesIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final TestKey STRANGER = TestKey.rsa("main");

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
                  claimsToHeaders:
                    - {claim: sub, header: X-User-Id}
                down:
                  issuer: https://down.test
                  jwks: {url: '$DOWN', timeout: 1s}
              policies:
                strict: {providers: [main, down]}
                allowmissing: {mode: AllowMissing, providers: [main, down]}
                optional: {mode: optional, providers: [main, down]}
                permissive: {mode: Permissive, providers: [main, down]}
                allowmissingorfailed: {mode: ALLOWMISSINGORFAILED, providers: [main, down]}
              routes:
                - {id: s, uri: $UPSTREAM, predicates: [Path=/strict/**], policy: strict}
                - {id: a, uri: $UPSTREAM, predicates: [Path=/allowmissing/**], policy: allowmissing}
                - {id: o, uri: $UPSTREAM, predicates: [Path=/optional/**], policy: optional}
                - {id: p, uri: $UPSTREAM, predicates: [Path=/permissive/**], policy: permissive}
                - id: f
                  uri: $UPSTREAM
                  predicates: [Path=/allowmissingorfailed/**]
                  policy: allowmissingorfailed
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

  @ParameterizedTest
  @ValueSource(
      strings = {"strict", "allowmissing", "optional", "permissive", "allowmissingorfailed"})
  void everyModePassesValidTokenWithIdentity(String mode) {
    SeenRequest seen = gate.passes(request(mode).bearer(token(KEY).compact()));
    assertThat(seen.headers("X-User-Id")).containsExactly("alice");
    assertThat(seen.headers("Authorization")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"allowmissing", "optional", "permissive", "allowmissingorfailed"})
  void passesRequestWithoutTokenAsAnonymous(String mode) {
    assertThat(gate.passes(request(mode)).lookalikes("X-User-Id")).isEmpty();
  }

  @Test
  void strictRefusesRequestWithoutToken() {
    Response refusal = gate.refuses(request("strict"), 401, "token_missing");
    assertThat(refusal.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"strict\"");
  }

  @ParameterizedTest
  @CsvSource({
    "strict, expired, token_expired",
    "strict, forged, token_signature_invalid",
    "strict, malformed, token_malformed",
    "strict, stranger, token_issuer_unknown",
    "allowmissing, expired, token_expired",
    "allowmissing, forged, token_signature_invalid",
    "allowmissing, malformed, token_malformed",
    "allowmissing, stranger, token_issuer_unknown",
    "optional, expired, token_expired",
  })
  void refusesInvalidToken(String mode, String token, String code) {
    Response refusal = gate.refuses(request(mode).bearer(invalid(token)), 401, code);
    assertThat(refusal.header("WWW-Authenticate"))
        .startsWith("Bearer realm=\"" + mode + "\"")
        .contains("error=\"invalid_token\"")
        .contains("error_description=\"" + refusal.json().path("detail").asString() + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "permissive, expired",
    "permissive, forged",
    "permissive, malformed",
    "permissive, stranger",
    "allowmissingorfailed, expired",
  })
  void permissivePassesInvalidTokenAsAnonymousAndRemovesIt(String mode, String token) {
    SeenRequest seen = gate.passes(request(mode).bearer(invalid(token)));
    assertThat(seen.lookalikes("X-User-Id")).isEmpty();
    assertThat(seen.headers("Authorization")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"strict", "allowmissing", "optional"})
  void answers503WithRetryAfterWhileKeysAreUnavailable(String mode) {
    Response refusal =
        gate.refuses(
            request(mode).bearer(token(KEY).issuer("https://down.test").compact()),
            503,
            "keys_unavailable");
    assertThat(Integer.parseInt(refusal.header("Retry-After"))).isPositive();
    assertThat(refusal.headers("WWW-Authenticate")).isEmpty();
  }

  @Test
  void permissivePassesAsAnonymousWhileKeysAreUnavailable() {
    SeenRequest seen =
        gate.passes(request("permissive").bearer(token(KEY).issuer("https://down.test").compact()));
    assertThat(seen.lookalikes("X-User-Id")).isEmpty();
    assertThat(seen.headers("Authorization")).isEmpty();
  }

  @Test
  void unavailableKeysOfOneProviderLeaveTheOtherInService() {
    gate.passes(request("strict").bearer(token(KEY).compact()));
  }

  @Test
  void permissiveTreatsSeveralTokensAsAnInvalidOneAndRemovesThemAll() {
    String token = token(KEY).compact();
    SeenRequest seen = gate.passes(request("permissive").bearer(token).bearer(token));
    assertThat(seen.lookalikes("X-User-Id")).isEmpty();
    assertThat(seen.headers("Authorization")).isEmpty();
  }

  /** A request that claims an identity of its own. */
  private static Request request(String mode) {
    return Request.get("/" + mode + "/x").header("X-User-Id", "admin");
  }

  private static TestToken token(TestKey key) {
    return TestToken.by(key).issuer("https://main.test").subject("alice");
  }

  private static String invalid(String kind) {
    return switch (kind) {
      case "expired" -> token(KEY).expiresIn(Duration.ofHours(-1)).compact();
      case "forged" -> token(STRANGER).compact();
      case "malformed" -> "not.a.jwt";
      case "stranger" -> token(KEY).issuer("https://stranger.test").compact();
      default -> throw new AssertionError(kind);
    };
  }
}
