package dev.gatehouse.operations;

import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeySet;
import dev.gatehouse.keys.Keys;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Identity;
import dev.gatehouse.policy.Mode;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.Provider;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.Claims;
import dev.gatehouse.token.TestClaims;
import dev.gatehouse.token.TokenSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Policies and what they may decide. */
final class TestPolicies {

  private TestPolicies() {}

  static Policy policy(String name, String... providers) {
    return new Policy(
        name, Mode.STRICT, List.of(providers).stream().map(TestPolicies::provider).toList());
  }

  static Decision admittedBy(String provider) {
    Claims claims = TestClaims.claims("{}");
    return new Decision.Admitted(new Identity(provider, claims, List.of()), RequestEdits.NONE);
  }

  static Decision anonymous() {
    return new Decision.Admitted(null, RequestEdits.NONE);
  }

  private static Provider provider(String name) {
    var definition =
        new Provider.Definition(
            name,
            null,
            List.of(new TokenSource.Header("Authorization", "Bearer")),
            false,
            Set.of(JwsAlgorithm.RS256),
            List.of(),
            IdentityHeaders.of(List.of()));
    return new Provider(definition, new NoKeys(), InstantSource.system());
  }

  private record NoKeys() implements KeySet {

    @Override
    public Lookup current() {
      return new Lookup.Unavailable(Duration.ofSeconds(1));
    }

    @Override
    public Lookup newerThan(Keys seen, String kid) {
      return current();
    }

    @Override
    public void start() {}

    @Override
    public void close() {}
  }
}
