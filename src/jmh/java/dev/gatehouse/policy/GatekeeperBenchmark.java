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
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.ClaimPath;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.token.TestFacts;
import dev.gatehouse.token.TestTokens;
import dev.gatehouse.token.TokenSource;
import java.time.Duration;
import java.time.InstantSource;
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

  /** The algorithm that tokens are signed with. */
  @Param({"RS256", "ES256"})
  public String algorithm;

  private final Gatekeeper gatekeeper = new Gatekeeper(16 * 1024);
  private Policy remembering;
  private Policy forgetting;
  private TestFacts valid;
  private TestFacts forged;
  private TestFacts expired;
  private final TestFacts missing = new TestFacts().header("Accept", "*/*");

  /** Makes a key, tokens, and a policy that remembers them beside one that doesn't. */
  @Setup
  public void prepare() throws JOSEException {
    JWK key = key();
    remembering = policy(key, 1 << 20);
    forgetting = policy(key, 0);
    valid = request(token(key).compact());
    // the same claims under another key of that kid
    forged = request(token(key()).compact());
    expired = request(token(key).expiresIn(Duration.ofHours(-1)).compact());
  }

  /** A token that was verified before. */
  @Benchmark
  public @Nullable Decision remembered() {
    return gatekeeper.decide(valid, remembering).block();
  }

  /** A token that nobody has seen before. */
  @Benchmark
  public @Nullable Decision verified() {
    return gatekeeper.decide(valid, forgetting).block();
  }

  /** A token whose signature does not hold; it is never remembered. */
  @Benchmark
  public @Nullable Decision forged() {
    return gatekeeper.decide(forged, remembering).block();
  }

  /** A token of an hour ago. */
  @Benchmark
  public @Nullable Decision expired() {
    return gatekeeper.decide(expired, remembering).block();
  }

  /** No token. */
  @Benchmark
  public @Nullable Decision missing() {
    return gatekeeper.decide(missing, remembering).block();
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

  private static Policy policy(JWK key, long memory) {
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
            "main",
            ISSUER,
            List.of(new TokenSource.Header("Authorization", "Bearer")),
            false,
            EnumSet.of(JwsAlgorithm.RS256, JwsAlgorithm.ES256),
            checks,
            IdentityHeaders.of(List.of(subject)));
    var clock = InstantSource.system();
    var provider =
        new Provider(definition, TestKeySet.of(key), new RememberedTokens<>(memory, clock), clock);
    return new Policy("default", STRICT, List.of(provider));
  }
}
