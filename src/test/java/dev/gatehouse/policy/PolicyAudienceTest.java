package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.token.Checks;
import dev.gatehouse.token.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A policy's audiences stand in the place of its providers' (contract, section 1). */
class PolicyAudienceTest extends GatekeeperScene {

  private final Provider orders =
      provider("main", "https://a", TestKeySet.of(KEY), Set.of("orders"), BEARER);

  @Test
  void asksForItsOwnAudienceInThePlaceOfTheProviders() {
    Policy billing = policy(Set.of("billing"), orders);

    assertThat(told(decide(bearer(forAudience("billing")), billing))).isEqualTo("identified");
    assertThat(told(decide(bearer(forAudience("orders")), billing)))
        .isEqualTo("TOKEN_AUDIENCE_DENIED");
  }

  @Test
  void asksForAnAudienceWhereTheProviderAsksForNone() {
    var any = provider("main", "https://a", TestKeySet.of(KEY), BEARER);
    Policy billing = policy(Set.of("billing", "invoices"), any);

    assertThat(told(decide(bearer(forAudience("invoices")), billing))).isEqualTo("identified");
    assertThat(told(decide(bearer(forAudience("orders")), billing)))
        .isEqualTo("TOKEN_AUDIENCE_DENIED");
    assertThat(told(decide(bearer(token("https://a").compact()), billing)))
        .isEqualTo("TOKEN_AUDIENCE_DENIED");
  }

  @Test
  void judgesARememberedTokenByEachPolicyAnew() {
    Policy billing = policy(Set.of("billing"), orders);
    Policy ownAudience = policy(Mode.STRICT, orders);
    String token = forAudience("orders");

    assertThat(told(decide(bearer(token), ownAudience))).isEqualTo("identified");
    assertThat(told(decide(bearer(token), billing))).isEqualTo("TOKEN_AUDIENCE_DENIED");
    assertThat(told(decide(bearer(token), ownAudience))).isEqualTo("identified");
    assertThat(memory.statistics().hits()).isEqualTo(2);
  }

  @Test
  void keepsTheOrderOfTheChecks() {
    var strict =
        provider("main", "https://a", TestKeySet.of(KEY), BEARER)
            .checks(Checks.audience(Set.of("billing")));
    assertThat(strict).extracting(check -> check.stage()).isSorted().contains(Stage.AUDIENCE);
  }

  @Test
  void tellsThatATokenIsExpiredBeforeThatItIsForSomebodyElse() {
    Policy billing = policy(Set.of("billing"), orders);
    String token = token("https://a").audience("orders").expiresIn(Duration.ofHours(-1)).compact();
    assertThat(told(decide(bearer(token), billing))).isEqualTo("TOKEN_EXPIRED");
  }

  private static Policy policy(Set<String> audiences, Provider provider) {
    return new Policy(
        "billing", Mode.STRICT, true, List.of(provider), audiences, Authorization.NONE);
  }

  private String forAudience(String audience) {
    return token("https://a").audience(audience).compact();
  }
}
