package dev.gatehouse.policy;

import static dev.gatehouse.policy.Mode.STRICT;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.gatehouse.identity.ClaimToHeader;
import dev.gatehouse.identity.Encoding;
import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeyDocument;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.SignatureChoice;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.ClaimPath;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.token.Scopes;
import dev.gatehouse.token.TestFacts;
import dev.gatehouse.token.TestTokens;
import dev.gatehouse.token.TokenSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a decision takes, without any server around it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class GatekeeperBenchmark {

  private static final String ISSUER = "https://id.example.com/realms/main";
  private static final Duration SKEW = Duration.ofSeconds(60);

  private static final int MANY = 500;

  /** The algorithm that tokens are signed with. */
  @Param({"RS256", "ES256"})
  public String algorithm;

  private final Gatekeeper remembering =
      new Gatekeeper(16 * 1024, new RememberedTokens<>(1 << 20), InstantSource.system());
  private final Gatekeeper forgetting = new Gatekeeper(16 * 1024);
  private Policy one;
  private Policy fiveHundred;
  private Policy scoped;
  private Policy ruled;
  private TestFacts valid;
  private TestFacts forged;
  private TestFacts expired;
  private final TestFacts missing = new TestFacts().header("Accept", "*/*");

  /** Whose code verifies signatures. */
  @Param({"AUTO", "JDK"})
  public SignatureChoice signatures;

  /** Makes a key, tokens, and policies of one provider and of many. */
  @Setup
  public void prepare() throws JOSEException {
    JWK key = key();
    one = policy(List.of(provider(key, ISSUER)), Authorization.NONE);
    List<Provider> providers = new ArrayList<>();
    for (int i = 1; i < MANY; i++) {
      providers.add(provider(key, ISSUER + i));
    }
    providers.add(provider(key, ISSUER));
    fiveHundred = policy(providers, Authorization.NONE);
    scoped =
        policy(one.providers(), new Authorization(Scopes.of(List.of("orders.read")), List.of()));
    ruled = policy(one.providers(), RuleBenchmark.require("jwt.email == 'alice@example.com'"));
    valid = request(token(key).compact());
    // the same claims under another key of that kid
    forged = request(token(key()).compact());
    expired = request(token(key).expiresIn(Duration.ofHours(-1)).compact());
  }

  /** A token that was verified before. */
  @Benchmark
  public @Nullable Decision remembered() {
    return remembering.decide(valid, one).block();
  }

  /** A token that was verified before, of the last of many providers. */
  @Benchmark
  public @Nullable Decision rememberedOfMany() {
    return remembering.decide(valid, fiveHundred).block();
  }

  /** A token that was verified before, asked for a scope. */
  @Benchmark
  public @Nullable Decision rememberedScoped() {
    return remembering.decide(valid, scoped).block();
  }

  /** A token that was verified before, one of whose claims a rule reads. */
  @Benchmark
  public @Nullable Decision rememberedRuled() {
    return remembering.decide(valid, ruled).block();
  }

  /** A token that nobody has seen before. */
  @Benchmark
  public @Nullable Decision verified() {
    return forgetting.decide(valid, one).block();
  }

  /** A token that nobody has seen before, of the last of many providers. */
  @Benchmark
  public @Nullable Decision verifiedOfMany() {
    return forgetting.decide(valid, fiveHundred).block();
  }

  /** A token whose signature does not hold; it is never remembered. */
  @Benchmark
  public @Nullable Decision forged() {
    return remembering.decide(forged, one).block();
  }

  /** A token of an hour ago, remembered as expired. */
  @Benchmark
  public @Nullable Decision expired() {
    return remembering.decide(expired, one).block();
  }

  /** No token. */
  @Benchmark
  public @Nullable Decision missing() {
    return remembering.decide(missing, one).block();
  }

  private JWK key() throws JOSEException {
    return switch (algorithm) {
      case "RS256" -> new RSAKeyGenerator(2048).keyID("k1").generate();
      case "ES256" -> new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
      default -> throw new IllegalArgumentException("no such algorithm: " + algorithm);
    };
  }

  private static TestTokens token(JWK key) {
    return TestTokens.signedBy(key)
        .issuer(ISSUER)
        .audience("orders-api")
        .claim("sub", "8a1c5e2e-6f0b-4f0e-9b39-2d1c8a7a5f11")
        .claim("scope", "openid profile email orders.read")
        .claim("email", "alice@example.com");
  }

  private static TestFacts request(String token) {
    return new TestFacts()
        .header("Host", "api.example.com")
        .header("User-Agent", "curl/8.14.1")
        .header("Accept", "*/*")
        .header("Authorization", "Bearer " + token);
  }

  private Provider provider(JWK key, String issuer) {
    var checks =
        List.of(
            Checks.expiration(true, SKEW),
            Checks.notBefore(SKEW),
            Checks.issuedAt(SKEW),
            Checks.audience(Set.of("orders-api")),
            Checks.type(Set.of("JWT")),
            Checks.unbound());
    var subject = new ClaimToHeader(ClaimPath.parse("sub"), "X-User-Id", Encoding.TEXT);
    var definition =
        new Provider.Definition(
            issuer,
            issuer,
            List.of(new TokenSource.Header("Authorization", "Bearer")),
            false,
            EnumSet.of(JwsAlgorithm.RS256, JwsAlgorithm.ES256),
            checks,
            IdentityHeaders.of(List.of(subject)));
    var document =
        new KeySetParser(Signatures.of(signatures)).parse(key.toPublicJWK().toJSONString());
    return new Provider(
        definition, TestKeySet.of(((KeyDocument.Usable) document).keys()), InstantSource.system());
  }

  private static Policy policy(List<Provider> providers, Authorization authorization) {
    return new Policy("default", STRICT, true, providers, Set.of(), authorization);
  }
}
