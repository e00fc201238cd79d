package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.gatehouse.keys.KeySet.Lookup;
import dev.gatehouse.policy.Decision.Admitted;
import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.policy.Decision.Undecided;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.ClaimPath;
import dev.gatehouse.token.Refusal;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Sinks;

class GatekeeperTest {

  private static final TokenSource BEARER = new TokenSource.Header("Authorization", "Bearer");
  private static final TokenSource X_JWT = new TokenSource.Header("x-jwt", null);
  private static final JWK KEY = ecKey("k1");
  private static final JWK OTHER_KEY = ecKey("k1");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InstantSource clock = now::get;
  private final RememberedTokens<VerifiedToken> memory = new RememberedTokens<>(1 << 20, clock);
  private final Gatekeeper gatekeeper = new Gatekeeper(16 * 1024);

  @ParameterizedTest
  @CsvSource({
    "STRICT,        none,    TOKEN_MISSING",
    "STRICT,        good,    identified",
    "STRICT,        expired, TOKEN_EXPIRED",
    "STRICT,        garbage, TOKEN_MALFORMED",
    "STRICT,        keyless, unavailable",
    "ALLOW_MISSING, none,    anonymous",
    "ALLOW_MISSING, good,    identified",
    "ALLOW_MISSING, expired, TOKEN_EXPIRED",
    "ALLOW_MISSING, garbage, TOKEN_MALFORMED",
    "ALLOW_MISSING, keyless, unavailable",
    "PERMISSIVE,    none,    anonymous",
    "PERMISSIVE,    good,    identified",
    "PERMISSIVE,    expired, anonymous",
    "PERMISSIVE,    garbage, anonymous",
    "PERMISSIVE,    keyless, anonymous",
  })
  void decidesByMode(Mode mode, String token, String outcome) {
    var keys = token.equals("keyless") ? TestKeySet.unavailable() : TestKeySet.of(KEY);
    var policy = policy(mode, provider("a", "https://a", keys, BEARER));
    var facts =
        switch (token) {
          case "none" -> new TestFacts();
          case "expired" -> bearer(token("https://a").expiresIn(Duration.ofHours(-1)).compact());
          case "garbage" -> bearer("x.y");
          default -> bearer(token("https://a").compact());
        };
    assertThat(told(decide(facts, policy))).isEqualTo(outcome);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void removesEveryTokenInEveryMode(Mode mode) {
    var policy = policy(mode, provider("a", "https://a", TestKeySet.of(KEY), BEARER));
    String good = token("https://a").compact();
    String bad = token("https://a").expiresIn(Duration.ofHours(-1)).compact();
    assertThat(removed(decide(bearer(good), policy))).containsExactly("Bearer " + good);
    if (mode == Mode.PERMISSIVE) {
      assertThat(removed(decide(bearer(bad), policy))).containsExactly("Bearer " + bad);
    }
  }

  @Test
  void treatsSeveralTokensAsAnInvalidOneInPermissiveMode() {
    var provider = provider("a", "https://a", TestKeySet.of(KEY), BEARER, X_JWT);
    var token = token("https://a").compact();
    var facts = bearer(token).header("x-jwt", token);
    assertThat(told(decide(facts, policy(Mode.STRICT, provider)))).isEqualTo("MULTIPLE_TOKENS");
    assertThat(told(decide(facts, policy(Mode.ALLOW_MISSING, provider))))
        .isEqualTo("MULTIPLE_TOKENS");
    Decision permissive = decide(facts, policy(Mode.PERMISSIVE, provider));
    assertThat(told(permissive)).isEqualTo("anonymous");
    assertThat(removed(permissive)).containsExactlyInAnyOrder("Bearer " + token, token);
  }

  @Test
  void admitsByAnyProviderAndKeepsEachOnesKeysToItself() {
    var a = provider("a", "https://a", TestKeySet.of(KEY), BEARER);
    var b = provider("b", "https://b", TestKeySet.of(OTHER_KEY), BEARER);
    var policy = policy(Mode.STRICT, a, b);
    assertThat(admittedBy(decide(bearer(token("https://a").compact()), policy))).isEqualTo("a");
    assertThat(admittedBy(decide(bearer(signed(OTHER_KEY, "https://b").compact()), policy)))
        .isEqualTo("b");
  }

  @Test
  void refusesTokenSignedByAnotherProvidersKey() {
    var a = provider("a", "https://a", TestKeySet.of(KEY), BEARER);
    var b = provider("b", "https://b", TestKeySet.of(OTHER_KEY), BEARER);
    String forged = signed(OTHER_KEY, "https://a").compact();
    assertThat(told(decide(bearer(forged), policy(Mode.STRICT, a, b))))
        .isEqualTo("TOKEN_SIGNATURE_INVALID");
  }

  @Test
  void choosesAmongProvidersOfOneIssuerByAudienceInAnyOrder() {
    var web = provider("web", "https://a", TestKeySet.of(KEY), Set.of("web"), BEARER);
    var api = provider("api", "https://a", TestKeySet.of(KEY), Set.of("api"), BEARER);
    String token = token("https://a").audience("api").compact();
    assertThat(admittedBy(decide(bearer(token), policy(Mode.STRICT, web, api)))).isEqualTo("api");
    assertThat(admittedBy(decide(bearer(token), policy(Mode.STRICT, api, web)))).isEqualTo("api");
  }

  @Test
  void choosesTheSameProviderWhetherOneRemembersTheTokenOrNot() {
    var first = provider("first", "https://a", TestKeySet.of(KEY), BEARER);
    var second = provider("second", "https://a", TestKeySet.of(KEY), BEARER);
    String token = token("https://a").compact();
    assertThat(admittedBy(decide(bearer(token), policy(Mode.STRICT, second)))).isEqualTo("second");
    assertThat(admittedBy(decide(bearer(token), policy(Mode.STRICT, first, second))))
        .isEqualTo("first");
  }

  @Test
  void asksProvidersWithoutAnIssuerLast() {
    var any = provider("any", null, TestKeySet.of(KEY), BEARER);
    var named = provider("named", "https://a", TestKeySet.of(KEY), BEARER);
    var policy = policy(Mode.STRICT, any, named);
    assertThat(admittedBy(decide(bearer(token("https://a").compact()), policy))).isEqualTo("named");
    assertThat(admittedBy(decide(bearer(token("https://else").compact()), policy)))
        .isEqualTo("any");
  }

  @Test
  void looksUpNoKeyForAnUnknownIssuer() {
    var keys = TestKeySet.unavailable();
    var policy = policy(Mode.STRICT, provider("a", "https://a", keys, BEARER));
    assertThat(told(decide(bearer(token("https://evil").compact()), policy)))
        .isEqualTo("TOKEN_ISSUER_UNKNOWN");
    assertThat(keys.askedFor).isEmpty();
  }

  @Test
  void tellsTheRefusalThatGotFurthest() {
    var denied = provider("denied", "https://a", TestKeySet.of(OTHER_KEY), BEARER);
    var reached = provider("reached", "https://a", TestKeySet.of(KEY), Set.of("api"), BEARER);
    Decision decision =
        decide(
            bearer(token("https://a").audience("web").compact()),
            policy(Mode.STRICT, denied, reached));
    assertThat(decision).isEqualTo(new Refused(Refusal.TOKEN_AUDIENCE_DENIED, "reached"));
  }

  @Test
  void isUndecidedWhileOneCandidatesKeysAreMissingAndNoOtherVerified() {
    var keyless = provider("keyless", "https://a", TestKeySet.unavailable(), BEARER);
    var wrongKey = provider("wrongKey", "https://a", TestKeySet.of(OTHER_KEY), BEARER);
    var expired = provider("expired", "https://a", TestKeySet.of(KEY), BEARER);
    String token = token("https://a").expiresIn(Duration.ofHours(-1)).compact();
    assertThat(decide(bearer(token), policy(Mode.STRICT, keyless, wrongKey)))
        .isEqualTo(new Undecided(Duration.ofSeconds(7), "keyless"));
    assertThat(told(decide(bearer(token), policy(Mode.STRICT, keyless, expired))))
        .isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void admitsByTheSecondProviderWhenTheFirstsOwnTokenFailsAndLetsNeitherTokenOn() {
    var a = provider("a", "https://a", TestKeySet.of(KEY), BEARER);
    var b = provider("b", "https://b", TestKeySet.of(KEY), X_JWT);
    String failed = token("https://a").expiresIn(Duration.ofHours(-1)).compact();
    String good = token("https://b").compact();
    Decision decision = decide(bearer(failed).header("x-jwt", good), policy(Mode.STRICT, a, b));
    assertThat(admittedBy(decision)).isEqualTo("b");
    assertThat(removed(decision)).containsExactlyInAnyOrder("Bearer " + failed, good);
  }

  @Test
  void forwardsOnlyTheAdmittedTokenOfAProviderThatForwards() {
    var a = provider("a", "https://a", TestKeySet.of(KEY), true, BEARER);
    var b = provider("b", "https://b", TestKeySet.of(KEY), true, X_JWT);
    String failed = token("https://a").expiresIn(Duration.ofHours(-1)).compact();
    String good = token("https://b").compact();
    Decision decision = decide(bearer(failed).header("x-jwt", good), policy(Mode.STRICT, a, b));
    assertThat(removed(decision)).containsExactly("Bearer " + failed);
  }

  @Test
  void admitsOnceTheKeysArriveWithTheFirstFetch() {
    var keys = TestKeySet.unavailable();
    Sinks.One<Lookup> fetch = keys.makeWait();
    var policy = policy(Mode.STRICT, provider("a", "https://a", keys, BEARER));
    var decision = new AtomicReference<Decision>();
    gatekeeper.decide(bearer(token("https://a").compact()), policy).subscribe(decision::set);
    assertThat(decision).hasValue(null);
    fetch.tryEmitValue(new Lookup.Available(TestKeySet.parsed(KEY))).orThrow();
    assertThat(admittedBy(decision.get())).isEqualTo("a");
  }

  @Test
  void asksForNewerKeysOnAnUnknownKidAndTriesAgainWithThem() {
    var keys = TestKeySet.of(ecKey("old"));
    keys.offer(new Lookup.Available(TestKeySet.parsed(KEY)));
    var policy = policy(Mode.STRICT, provider("a", "https://a", keys, BEARER));
    assertThat(admittedBy(decide(bearer(token("https://a").compact()), policy))).isEqualTo("a");
    assertThat(keys.askedFor).containsExactly("k1");
  }

  @Test
  void endsARequestWhoseKeysChangeForEver() {
    var keys = TestKeySet.of(ecKey("old"));
    keys.offer(new Lookup.Available(TestKeySet.parsed(ecKey("older"))));
    var policy = policy(Mode.STRICT, provider("a", "https://a", keys, BEARER));
    assertThat(told(decide(bearer(token("https://a").compact()), policy)))
        .isEqualTo("TOKEN_SIGNATURE_INVALID");
    assertThat(keys.askedFor).hasSize(2);
  }

  @Test
  void forgetsATokenWithTheKeyThatVerifiedIt() {
    var keys = TestKeySet.of(KEY);
    var policy = policy(Mode.STRICT, provider("a", "https://a", keys, BEARER));
    var facts = bearer(token("https://a").compact());
    assertThat(told(decide(facts, policy))).isEqualTo("identified");
    keys.replaceBy(ecKey("k2"));
    assertThat(told(decide(facts, policy))).isEqualTo("TOKEN_SIGNATURE_INVALID");
    keys.becomeUnavailable();
    assertThat(told(decide(facts, policy))).isEqualTo("unavailable");
  }

  @Test
  void checksARememberedTokensTimesEveryTime() {
    var policy = policy(Mode.STRICT, provider("a", "https://a", TestKeySet.of(KEY), BEARER));
    var facts = bearer(token("https://a").expiresIn(Duration.ofMinutes(5)).compact());
    assertThat(told(decide(facts, policy))).isEqualTo("identified");
    now.updateAndGet(time -> time.plus(Duration.ofMinutes(10)));
    assertThat(told(decide(facts, policy))).isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void tellsAForgedTokenNothingAboutItsClaims() {
    var policy = policy(Mode.STRICT, provider("a", "https://a", TestKeySet.of(KEY), BEARER));
    String forged = signed(OTHER_KEY, "https://a").expiresIn(Duration.ofHours(-1)).compact();
    assertThat(told(decide(bearer(forged), policy))).isEqualTo("TOKEN_SIGNATURE_INVALID");
  }

  @Test
  void refusesATokenBoundToAKeyThatNobodyChecks() {
    var policy = policy(Mode.STRICT, provider("a", "https://a", TestKeySet.of(KEY), BEARER));
    String bound =
        token("https://a")
            .claim("cnf", java.util.Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"))
            .compact();
    assertThat(told(decide(bearer(bound), policy))).isEqualTo("TOKEN_MALFORMED");
  }

  @Test
  void refusesAClaimThatNoHeaderCanHoldAfterEverythingElse() {
    var policy = policy(Mode.STRICT, provider("a", "https://a", TestKeySet.of(KEY), BEARER));
    var token = token("https://a").subject("alice\r\nX-Admin: true");
    assertThat(told(decide(bearer(token.compact()), policy))).isEqualTo("CLAIM_NOT_HEADER_SAFE");
    assertThat(told(decide(bearer(token.expiresIn(Duration.ofHours(-1)).compact()), policy)))
        .isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void refusesNoneInAnySpelling() {
    var policy = policy(Mode.STRICT, provider("a", "https://a", TestKeySet.of(KEY), BEARER));
    for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
      String token = TestTokens.unsigned("{\"alg\":\"" + none + "\"}", "{\"iss\":\"https://a\"}");
      assertThat(told(decide(bearer(token), policy))).isEqualTo("TOKEN_ALGORITHM_DENIED");
    }
  }

  @Test
  void refusesATokenOverTheLimitUnparsedEvenIfItIsRemembered() {
    var policy = policy(Mode.STRICT, provider("a", "https://a", TestKeySet.of(KEY), BEARER));
    var facts = bearer(token("https://a").compact());
    assertThat(told(decide(facts, policy))).isEqualTo("identified");
    assertThat(told(new Gatekeeper(64).decide(facts, policy).block())).isEqualTo("TOKEN_MALFORMED");
  }

  @Test
  void setsTheVerifiedClaimsAsHeaders() {
    var policy = policy(Mode.STRICT, provider("a", "https://a", TestKeySet.of(KEY), BEARER));
    var decision = (Admitted) decide(bearer(token("https://a").subject("alice").compact()), policy);
    assertThat(decision.identity().headers())
        .containsExactly(new HeaderField("X-User-Id", "alice"));
  }

  private Decision decide(TestFacts facts, Policy policy) {
    return gatekeeper.decide(facts, policy).block();
  }

  private static String told(Decision decision) {
    return switch (decision) {
      case Admitted(var identity, _) -> identity == null ? "anonymous" : "identified";
      case Refused(var refusal, _) -> refusal.name();
      case Undecided _ -> "unavailable";
    };
  }

  private static String admittedBy(Decision decision) {
    return ((Admitted) decision).identity().provider();
  }

  private static Stream<String> removed(Decision decision) {
    return ((Admitted) decision)
        .edits().headers().stream().map(HeaderEdit::line).map(HeaderField::value);
  }

  private static Policy policy(Mode mode, Provider... providers) {
    return new Policy("default", mode, List.of(providers));
  }

  private Provider provider(
      String name, @Nullable String issuer, KeySet keys, TokenSource... sources) {
    return provider(name, issuer, keys, Set.of(), false, sources);
  }

  private Provider provider(
      String name, String issuer, KeySet keys, boolean forward, TokenSource... sources) {
    return provider(name, issuer, keys, Set.of(), forward, sources);
  }

  private Provider provider(
      String name, String issuer, KeySet keys, Set<String> audiences, TokenSource... sources) {
    return provider(name, issuer, keys, audiences, false, sources);
  }

  private Provider provider(
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
        memory,
        clock);
  }

  private TestTokens token(String issuer) {
    return signed(KEY, issuer);
  }

  private TestTokens signed(JWK key, String issuer) {
    return TestTokens.signedBy(key).at(now.get()).issuer(issuer);
  }

  private static TestFacts bearer(String token) {
    return new TestFacts().header("Authorization", "Bearer " + token);
  }

  private static ECKey ecKey(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
