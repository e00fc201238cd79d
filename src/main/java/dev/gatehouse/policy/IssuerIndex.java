package dev.gatehouse.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which of a policy's providers may have issued a token (contract, section 3.4), by their places in
 * the policy, ascending. Immutable; the arrays are its own and not to be changed.
 */
final class IssuerIndex {

  private static final int[] NONE = {};

  private final Map<String, int[]> byIssuer = new HashMap<>();
  private final int[] anyIssuer;

  IssuerIndex(List<Provider> providers) {
    for (Provider provider : providers) {
      String issuer = provider.issuer();
      if (issuer != null) {
        byIssuer.computeIfAbsent(issuer, _ -> places(providers, other -> other.isNamedBy(issuer)));
      }
    }
    this.anyIssuer = places(providers, Provider::acceptsAnyIssuer);
  }

  private static int[] places(List<Provider> providers, Predicate<Provider> wanted) {
    return IntStream.range(0, providers.size())
        .filter(place -> wanted.test(providers.get(place)))
        .toArray();
  }

  /** Those of this very issuer. */
  int[] named(@Nullable String issuer) {
    return issuer == null ? NONE : byIssuer.getOrDefault(issuer, NONE);
  }

  /** Those that ask for none. */
  int[] acceptingAny() {
    return anyIssuer;
  }
}
