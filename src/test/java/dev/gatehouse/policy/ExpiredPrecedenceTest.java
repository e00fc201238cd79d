package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeySet;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.token.TestFacts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of several providers the same one answers the same, whichever remembers an expired token. */
class ExpiredPrecedenceTest extends GatekeeperScene {

  private static final String ISSUER = "https://a";
  private static final Duration PATIENT = Duration.ofDays(1);

  private final Provider strict = provider("strict", ISSUER, TestKeySet.of(KEY), BEARER);
  private final Provider foreign = provider("foreign", ISSUER, TestKeySet.of(OTHER_KEY), BEARER);
  private final Provider down = provider("down", ISSUER, TestKeySet.unavailable(), BEARER);
  private final Provider anyone = provider("anyone", null, TestKeySet.of(KEY), BEARER);
  private final Provider elsewhere = provider("elsewhere", "https://b", TestKeySet.of(KEY), X_JWT);
  private final Provider patient = patient("patient", ISSUER, TestKeySet.of(KEY), "JWT");
  private final Provider picky = patient("picky", ISSUER, TestKeySet.of(KEY), "other");

  private final String expired =
      token(ISSUER)
          .issuedAt(now.get().minus(Duration.ofHours(2)))
          .expiresIn(Duration.ofHours(-1))
          .compact();

  @ParameterizedTest
  @EnumSource(Mode.class)
  void everyPairOfProvidersAnswersAsWithoutMemoryInEitherOrder(Mode mode) {
    List<Provider> all = List.of(strict, foreign, down, anyone, elsewhere, patient, picky);
    for (Provider first : all) {
      for (Provider second : all) {
        if (first != second) {
          answersAsWithoutMemory(bearer(expired), policy(mode, first, second));
        }
      }
    }
  }

  @Test
  void aProviderThatAllowsMoreSkewAdmitsWhatAnotherRemembersAsExpired() {
    var facts = bearer(expired);
    assertThat(told(decide(facts, policy(Mode.STRICT, strict)))).isEqualTo("TOKEN_EXPIRED");
    assertThat(admittedBy(decide(facts, policy(Mode.STRICT, strict, patient))))
        .isEqualTo("patient");
    assertThat(told(decide(facts, policy(Mode.STRICT, strict, picky))))
        .isEqualTo("TOKEN_TYPE_DENIED");
    assertThat(told(decide(facts, policy(Mode.STRICT, foreign))))
        .isEqualTo("TOKEN_SIGNATURE_INVALID");
    assertThat(told(decide(facts, policy(Mode.STRICT, down)))).isEqualTo("unavailable");
    assertThat(told(decide(facts, policy(Mode.STRICT, down, strict)))).isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void aRememberedTokenIsHeardByThoseItsIssuerNamesAlone() {
    var facts = bearer(expired);
    assertThat(told(decide(facts, policy(Mode.STRICT, anyone)))).isEqualTo("TOKEN_EXPIRED");

    Provider other = provider("other", "https://b", TestKeySet.of(KEY), BEARER);
    assertThat(told(decide(facts, policy(Mode.STRICT, other)))).isEqualTo("TOKEN_ISSUER_UNKNOWN");
    assertThat(told(decide(facts, policy(Mode.STRICT, strict)))).isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void anotherTokenOfTheRequestAdmitsBesideARememberedExpiredOne() {
    var policy = policy(Mode.STRICT, strict, elsewhere);
    String good = token("https://b").compact();
    for (int i = 0; i < 3; i++) {
      assertThat(admittedBy(decide(bearer(expired).header("x-jwt", good), policy)))
          .isEqualTo("elsewhere");
      assertThat(told(decide(bearer(expired), policy))).isEqualTo("TOKEN_EXPIRED");
    }
  }

  @Test
  void anExpiredTokenOfShadowModePassesAsNobodysEachTime() {
    var shadow =
        new Policy("default", Mode.STRICT, false, List.of(strict), Set.of(), Authorization.NONE);
    answersAsWithoutMemory(bearer(expired), shadow);
    assertThat(told(decide(bearer(expired), shadow))).isEqualTo("anonymous");
  }

  private void answersAsWithoutMemory(TestFacts facts, Policy policy) {
    var forgetful = new Gatekeeper(16 * 1024, new RememberedTokens<>(0), clock);
    var mindful = new Gatekeeper(16 * 1024, new RememberedTokens<>(1 << 20, clock), clock);
    String expected = answer(forgetful, facts, policy);
    for (int i = 0; i < 3; i++) {
      assertThat(answer(mindful, facts, policy)).as("%s", policy.providers()).isEqualTo(expected);
    }
    // this one has seen what other policies made of the token
    assertThat(answer(gatekeeper, facts, policy)).as("%s", policy.providers()).isEqualTo(expected);
  }

  private static String answer(Gatekeeper gatekeeper, TestFacts facts, Policy policy) {
    Decision decision = gatekeeper.decide(facts, policy).block();
    String told = told(decision);
    return switch (decision) {
      case Decision.Admitted admitted ->
          told
              + admitted.wouldBe()
              + (admitted.identity() == null ? "" : admitted.identity().provider())
              + removed(decision).toList();
      case Decision.Denied denied -> told + denied;
    };
  }

  private Provider patient(String name, @Nullable String issuer, KeySet keys, String type) {
    return new Provider(
        new Provider.Definition(
            name,
            issuer,
            List.of(BEARER),
            false,
            Set.of(JwsAlgorithm.ES256),
            List.of(Checks.expiration(true, PATIENT), Checks.type(Set.of(type))),
            IdentityHeaders.of(List.of())),
        keys,
        clock);
  }
}
