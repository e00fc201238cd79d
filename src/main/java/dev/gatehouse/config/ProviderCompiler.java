package dev.gatehouse.config;

import static java.util.Objects.requireNonNull;

import dev.gatehouse.identity.ClaimToHeader;
import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.policy.Provider;
import dev.gatehouse.token.Check;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.ClaimPath;
import dev.gatehouse.token.TokenSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Compiles what a provider demands of a token. */
final class ProviderCompiler {

  private ProviderCompiler() {}

  static Provider.Definition definition(String name, ProviderProperties provider) {
    return new Provider.Definition(
        name,
        provider.issuer(),
        provider.tokenSources().stream().map(ProviderCompiler::source).toList(),
        provider.forwardToken(),
        provider.algorithms().stream()
            .map(algorithm -> requireNonNull(JwsAlgorithm.named(algorithm), algorithm))
            .collect(Collectors.toSet()),
        checks(provider),
        IdentityHeaders.of(
            provider.claimsToHeaders().stream().map(ProviderCompiler::header).toList()));
  }

  /** In the order of the contract, section 3, step 5. */
  private static List<Check> checks(ProviderProperties provider) {
    var checks = new ArrayList<Check>();
    checks.add(Checks.expiration(provider.requireExpiration(), provider.clockSkew()));
    checks.add(Checks.notBefore(provider.clockSkew()));
    checks.add(Checks.issuedAt(provider.clockSkew()));
    if (!provider.audiences().isEmpty()) {
      checks.add(Checks.audience(Set.copyOf(provider.audiences())));
    }
    checks.add(Checks.type(Set.copyOf(provider.tokenTypes())));
    if (!provider.requiredClaims().isEmpty()) {
      checks.add(
          Checks.requiredClaims(provider.requiredClaims().stream().map(ClaimPath::parse).toList()));
    }
    if (provider.maxLifetime() != null) {
      checks.add(Checks.lifetime(provider.maxLifetime()));
    }
    checks.add(Checks.unbound());
    return checks;
  }

  private static TokenSource source(TokenSourceProperties source) {
    if (source.header() != null) {
      return new TokenSource.Header(source.header(), source.prefix());
    }
    return source.query() != null
        ? new TokenSource.Query(source.query())
        : new TokenSource.Cookie(requireNonNull(source.cookie()));
  }

  private static ClaimToHeader header(ClaimHeaderProperties claim) {
    return new ClaimToHeader(ClaimPath.parse(claim.claim()), claim.header(), claim.encoding());
  }
}
