package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision.Admitted;
import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.Scopes;
import dev.gatehouse.token.TestFacts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A policy's scopes in every mode (contract, sections 1 and 2). */
class PolicyScopesTest extends GatekeeperScene {

  private final Provider provider = provider("main", "https://a", TestKeySet.of(KEY), BEARER);

  @Test
  void tellsAnIdentifiedClientWhichScopesItLacks() {
    Policy policy = policy(Mode.STRICT, true, "orders.read", "orders.write", "audit");
    String token = token("https://a").claim("scope", "orders.write").compact();

    assertThat(decide(bearer(token), policy))
        .isEqualTo(
            new Refused(Refusal.SCOPE_INSUFFICIENT, "main", List.of("orders.read", "audit")));
  }

  @ParameterizedTest
  @CsvSource({
    "STRICT,        none,    TOKEN_MISSING",
    "STRICT,        scoped,  identified",
    "STRICT,        other,   SCOPE_INSUFFICIENT",
    "STRICT,        expired, TOKEN_EXPIRED",
    "ALLOW_MISSING, none,    TOKEN_MISSING",
    "ALLOW_MISSING, scoped,  identified",
    "ALLOW_MISSING, other,   SCOPE_INSUFFICIENT",
    "ALLOW_MISSING, expired, TOKEN_EXPIRED",
    "PERMISSIVE,    none,    TOKEN_MISSING",
    "PERMISSIVE,    scoped,  identified",
    "PERMISSIVE,    other,   SCOPE_INSUFFICIENT",
    "PERMISSIVE,    expired, TOKEN_EXPIRED",
    "PERMISSIVE,    two,     MULTIPLE_TOKENS",
  })
  void refusesWhoeverLacksAScopeInEveryMode(Mode mode, String sent, String outcome) {
    assertThat(told(decide(facts(sent), policy(mode, true, "orders.read")))).isEqualTo(outcome);
    var shadow = (Admitted) decide(facts(sent), policy(mode, false, "orders.read"));
    assertThat(shadow.identity() != null).isEqualTo(sent.equals("scoped") || sent.equals("other"));
    assertThat(shadow.wouldBe() == null ? "identified" : told(shadow.wouldBe())).isEqualTo(outcome);
  }

  @Test
  void tellsThatKeysAreMissingWhereAnonymousMayNotPass() {
    var keyless = provider("main", "https://a", TestKeySet.unavailable(), BEARER);
    var policy =
        new Policy(
            "default",
            Mode.PERMISSIVE,
            true,
            List.of(keyless),
            Set.of(),
            new Authorization(Scopes.of(List.of("orders.read")), List.of()));
    assertThat(told(decide(bearer(token("https://a").compact()), policy))).isEqualTo("unavailable");
  }

  private TestFacts facts(String sent) {
    return switch (sent) {
      case "none" -> new TestFacts();
      case "scoped" -> bearer(token("https://a").claim("scope", "orders.read").compact());
      case "other" -> bearer(token("https://a").claim("scope", "orders.readx").compact());
      case "two" -> bearer("a.b.c").header("Authorization", "Bearer a.b.c");
      default -> bearer(token("https://a").expiresIn(Duration.ofHours(-1)).compact());
    };
  }

  private Policy policy(Mode mode, boolean enforced, String... scopes) {
    return new Policy(
        "default",
        mode,
        enforced,
        List.of(provider),
        Set.of(),
        new Authorization(Scopes.of(List.of(scopes)), List.of()));
  }
}
