package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.TestClaims;
import dev.gatehouse.token.TokenSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When what a policy admitted has to end. */
class PolicyEndTest {

  private static final Policy OPEN_ENDED = policy(true);
  private static final Policy CLOSING = OPEN_ENDED.closingOnExpiry();

  private static Policy policy(boolean enforced) {
    var definition =
        new Provider.Definition(
            "idp",
            null,
            List.of(new TokenSource.Header("Authorization", "Bearer")),
            false,
            Set.of(JwsAlgorithm.RS256),
            List.of(Checks.expiration(false, Duration.ofSeconds(60))),
            IdentityHeaders.of(List.of()));
    var provider = new Provider(definition, TestKeySet.unavailable(), InstantSource.system());
    return new Policy("default", Mode.STRICT, enforced, List.of(provider));
  }

  private static Identity identity(String claims) {
    return new Identity("idp", TestClaims.claims(claims), List.of());
  }

  @Test
  void isTheTokensEndAndTheSkew() {
    assertThat(CLOSING.end(identity("{\"exp\":1000}"))).isEqualTo(Instant.ofEpochSecond(1060));
    Policy replaced = CLOSING.with(CLOSING.providers()).admittingPreflights();
    assertThat(replaced.end(identity("{\"exp\":1000}"))).isEqualTo(Instant.ofEpochSecond(1060));
  }

  @Test
  void isTheSameOfATokenThatIsRemembered() {
    var whole = TestClaims.claims("{\"exp\":1000}");
    assertThat(CLOSING.end(new Identity("idp", whole.compact(null, List.of()), List.of())))
        .isEqualTo(Instant.ofEpochSecond(1060));
  }

  @Test
  void neverComesForNobodyNorForATokenWithoutEnd() {
    assertThat(CLOSING.end(null)).isNull();
    assertThat(CLOSING.end(identity("{}"))).isNull();
  }

  @Test
  void neverComesWhereThePolicyDoesNotSaySoOrIsNotEnforced() {
    assertThat(OPEN_ENDED.end(identity("{\"exp\":1000}"))).isNull();
    assertThat(policy(false).closingOnExpiry().end(identity("{\"exp\":1000}"))).isNull();
  }
}
