package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.policy.Decision.Undecided;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.TestFacts;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is admitted by which policy and provider. */
class GatekeeperTest extends GatekeeperScene {

  @ParameterizedTest
  @CsvSource({
    "STRICT,        none,    TOKEN_MISSING",
    "STRICT,        good,    identified",
    "STRICT,        expired, TOKEN_EXPIRED",
    "STRICT,        garbage, TOKEN_MALFORMED",
    "STRICT,        keyless, unavailable",
    "ALLOW_MISSING, none,    anonymous",
    "ALLOW_MISSING, good,    identified",
    "ALLOW_MISSING, expired, TOKEN_EXPIRED",
    "ALLOW_MISSING, garbage, TOKEN_MALFORMED",
    "ALLOW_MISSING, keyless, unavailable",
    "PERMISSIVE,    none,    anonymous",
    "PERMISSIVE,    good,    identified",
    "PERMISSIVE,    expired, anonymous",
    "PERMISSIVE,    garbage, anonymous",
    "PERMISSIVE,    keyless, anonymous",
  })
  void decidesByMode(Mode mode, String token, String outcome) {
    var keys = token.equals("keyless") ? TestKeySet.unavailable() : TestKeySet.of(KEY);
    var policy = policy(mode, provider("a", "https://a", keys, BEARER));
    var facts =
        switch (token) {
          case "none" -> new TestFacts();
          case "expired" -> bearer(token("https://a").expiresIn(Duration.ofHours(-1)).compact());
          case "garbage" -> bearer("x.y");
          default -> bearer(token("https://a").compact());
        };
    assertThat(told(decide(facts, policy))).isEqualTo(outcome);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void removesEveryTokenInEveryMode(Mode mode) {
    var policy = policy(mode, provider("a", "https://a", TestKeySet.of(KEY), BEARER));
    String good = token("https://a").compact();
    String bad = token("https://a").expiresIn(Duration.ofHours(-1)).compact();
    assertThat(removed(decide(bearer(good), policy))).containsExactly("Bearer " + good);
    if (mode == Mode.PERMISSIVE) {
      assertThat(removed(decide(bearer(bad), policy))).containsExactly("Bearer " + bad);
    }
  }

  @Test
  void treatsSeveralTokensAsAnInvalidOneInPermissiveMode() {
    var provider = provider("a", "https://a", TestKeySet.of(KEY), BEARER, X_JWT);
    var token = token("https://a").compact();
    var facts = bearer(token).header("x-jwt", token);
    assertThat(told(decide(facts, policy(Mode.STRICT, provider)))).isEqualTo("MULTIPLE_TOKENS");
    assertThat(told(decide(facts, policy(Mode.ALLOW_MISSING, provider))))
        .isEqualTo("MULTIPLE_TOKENS");
    Decision permissive = decide(facts, policy(Mode.PERMISSIVE, provider));
    assertThat(told(permissive)).isEqualTo("anonymous");
    assertThat(removed(permissive)).containsExactlyInAnyOrder("Bearer " + token, token);
  }

  @Test
  void admitsByAnyProviderAndKeepsEachOnesKeysToItself() {
    var a = provider("a", "https://a", TestKeySet.of(KEY), BEARER);
    var b = provider("b", "https://b", TestKeySet.of(OTHER_KEY), BEARER);
    var policy = policy(Mode.STRICT, a, b);
    assertThat(admittedBy(decide(bearer(token("https://a").compact()), policy))).isEqualTo("a");
    assertThat(admittedBy(decide(bearer(signed(OTHER_KEY, "https://b").compact()), policy)))
        .isEqualTo("b");
  }

  @Test
  void refusesTokenSignedByAnotherProvidersKey() {
    var a = provider("a", "https://a", TestKeySet.of(KEY), BEARER);
    var b = provider("b", "https://b", TestKeySet.of(OTHER_KEY), BEARER);
    String forged = signed(OTHER_KEY, "https://a").compact();
    assertThat(told(decide(bearer(forged), policy(Mode.STRICT, a, b))))
        .isEqualTo("TOKEN_SIGNATURE_INVALID");
  }

  @Test
  void choosesAmongProvidersOfOneIssuerByAudienceInAnyOrder() {
    var web = provider("web", "https://a", TestKeySet.of(KEY), Set.of("web"), BEARER);
    var api = provider("api", "https://a", TestKeySet.of(KEY), Set.of("api"), BEARER);
    String token = token("https://a").audience("api").compact();
    assertThat(admittedBy(decide(bearer(token), policy(Mode.STRICT, web, api)))).isEqualTo("api");
    assertThat(admittedBy(decide(bearer(token), policy(Mode.STRICT, api, web)))).isEqualTo("api");
  }

  @Test
  void choosesTheSameProviderWhetherOneRemembersTheTokenOrNot() {
    var first = provider("first", "https://a", TestKeySet.of(KEY), BEARER);
    var second = provider("second", "https://a", TestKeySet.of(KEY), BEARER);
    String token = token("https://a").compact();
    assertThat(admittedBy(decide(bearer(token), policy(Mode.STRICT, second)))).isEqualTo("second");
    assertThat(admittedBy(decide(bearer(token), policy(Mode.STRICT, first, second))))
        .isEqualTo("first");
  }

  @Test
  void asksProvidersWithoutAnIssuerLast() {
    var any = provider("any", null, TestKeySet.of(KEY), BEARER);
    var named = provider("named", "https://a", TestKeySet.of(KEY), BEARER);
    var policy = policy(Mode.STRICT, any, named);
    assertThat(admittedBy(decide(bearer(token("https://a").compact()), policy))).isEqualTo("named");
    assertThat(admittedBy(decide(bearer(token("https://else").compact()), policy)))
        .isEqualTo("any");
  }

  @Test
  void looksUpNoKeyForAnUnknownIssuer() {
    var keys = TestKeySet.unavailable();
    var policy = policy(Mode.STRICT, provider("a", "https://a", keys, BEARER));
    assertThat(told(decide(bearer(token("https://evil").compact()), policy)))
        .isEqualTo("TOKEN_ISSUER_UNKNOWN");
    assertThat(keys.askedFor).isEmpty();
  }

  @Test
  void tellsTheRefusalThatGotFurthest() {
    var denied = provider("denied", "https://a", TestKeySet.of(OTHER_KEY), BEARER);
    var reached = provider("reached", "https://a", TestKeySet.of(KEY), Set.of("api"), BEARER);
    Decision decision =
        decide(
            bearer(token("https://a").audience("web").compact()),
            policy(Mode.STRICT, denied, reached));
    assertThat(decision).isEqualTo(new Refused(Refusal.TOKEN_AUDIENCE_DENIED, "reached"));
  }

  @Test
  void isUndecidedWhileOneCandidatesKeysAreMissingAndNoOtherVerified() {
    var keyless = provider("keyless", "https://a", TestKeySet.unavailable(), BEARER);
    var wrongKey = provider("wrongKey", "https://a", TestKeySet.of(OTHER_KEY), BEARER);
    var expired = provider("expired", "https://a", TestKeySet.of(KEY), BEARER);
    String token = token("https://a").expiresIn(Duration.ofHours(-1)).compact();
    assertThat(decide(bearer(token), policy(Mode.STRICT, keyless, wrongKey)))
        .isEqualTo(new Undecided(Duration.ofSeconds(7), "keyless"));
    assertThat(told(decide(bearer(token), policy(Mode.STRICT, keyless, expired))))
        .isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void admitsByTheSecondProviderWhenTheFirstsOwnTokenFailsAndLetsNeitherTokenOn() {
    var a = provider("a", "https://a", TestKeySet.of(KEY), BEARER);
    var b = provider("b", "https://b", TestKeySet.of(KEY), X_JWT);
    String failed = token("https://a").expiresIn(Duration.ofHours(-1)).compact();
    String good = token("https://b").compact();
    Decision decision = decide(bearer(failed).header("x-jwt", good), policy(Mode.STRICT, a, b));
    assertThat(admittedBy(decision)).isEqualTo("b");
    assertThat(removed(decision)).containsExactlyInAnyOrder("Bearer " + failed, good);
  }

  @Test
  void forwardsOnlyTheAdmittedTokenOfAProviderThatForwards() {
    var a = provider("a", "https://a", TestKeySet.of(KEY), true, BEARER);
    var b = provider("b", "https://b", TestKeySet.of(KEY), true, X_JWT);
    String failed = token("https://a").expiresIn(Duration.ofHours(-1)).compact();
    String good = token("https://b").compact();
    Decision decision = decide(bearer(failed).header("x-jwt", good), policy(Mode.STRICT, a, b));
    assertThat(removed(decision)).containsExactly("Bearer " + failed);
  }
}
