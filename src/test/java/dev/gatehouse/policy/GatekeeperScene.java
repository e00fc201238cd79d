package dev.gatehouse.policy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.identity.ClaimToHeader;
import dev.gatehouse.identity.Encoding;
import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeySet;
import dev.gatehouse.policy.Decision.Admitted;
import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.policy.Decision.Undecided;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.ClaimPath;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.token.TestFacts;
import dev.gatehouse.token.TestTokens;
import dev.gatehouse.token.TokenSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gatekeepers' tests: providers, policies and tokens that are short to write. */
abstract class GatekeeperScene {

  static final TokenSource BEARER = new TokenSource.Header("Authorization", "Bearer");
  static final TokenSource X_JWT = new TokenSource.Header("x-jwt", null);
  static final JWK KEY = ecKey("k1");
  static final JWK OTHER_KEY = ecKey("k1");

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  final InstantSource clock = now::get;
  final RememberedTokens<RememberedToken> memory = new RememberedTokens<>(1 << 20, clock);
  final Gatekeeper gatekeeper = new Gatekeeper(16 * 1024, memory, clock);

  Decision decide(TestFacts facts, Policy policy) {
    return gatekeeper.decide(facts, policy).block();
  }

  static String told(Decision decision) {
    return switch (decision) {
      case Admitted(var identity, _, _) -> identity == null ? "anonymous" : "identified";
      case Refused(var refusal, _, _) -> refusal.name();
      case Undecided _ -> "unavailable";
    };
  }

  static String admittedBy(Decision decision) {
    return ((Admitted) decision).identity().provider();
  }

  static Stream<String> removed(Decision decision) {
    return ((Admitted) decision)
        .edits().headers().stream().map(HeaderEdit::line).map(HeaderField::value);
  }

  static Policy policy(Mode mode, Provider... providers) {
    return new Policy("default", mode, List.of(providers));
  }

  Provider provider(String name, @Nullable String issuer, KeySet keys, TokenSource... sources) {
    return provider(name, issuer, keys, Set.of(), false, sources);
  }

  Provider provider(
      String name, String issuer, KeySet keys, boolean forward, TokenSource... sources) {
    return provider(name, issuer, keys, Set.of(), forward, sources);
  }

  Provider provider(
      String name, String issuer, KeySet keys, Set<String> audiences, TokenSource... sources) {
    return provider(name, issuer, keys, audiences, false, sources);
  }

  Provider provider(
      String name,
      @Nullable String issuer,
      KeySet keys,
      Set<String> audiences,
      boolean forward,
      TokenSource... sources) {
    var skew = Duration.ofSeconds(60);
    var checks =
        Stream.of(
                Checks.expiration(true, skew),
                Checks.notBefore(skew),
                Checks.issuedAt(skew),
                audiences.isEmpty() ? Checks.type(Set.of("JWT")) : Checks.audience(audiences),
                Checks.unbound())
            .toList();
    var headers =
        IdentityHeaders.of(
            List.of(new ClaimToHeader(ClaimPath.parse("sub"), "X-User-Id", Encoding.TEXT)));
    return new Provider(
        new Provider.Definition(
            name, issuer, List.of(sources), forward, Set.of(JwsAlgorithm.ES256), checks, headers),
        keys,
        clock);
  }

  TestTokens token(String issuer) {
    return signed(KEY, issuer);
  }

  TestTokens signed(JWK key, String issuer) {
    return TestTokens.signedBy(key).at(now.get()).issuer(issuer);
  }

  static TestFacts bearer(String token) {
    return new TestFacts().header("Authorization", "Bearer " + token);
  }

  static ECKey ecKey(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
