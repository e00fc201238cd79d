package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.token.Check;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.RawToken;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.token.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** That a token has expired is remembered, to refuse it again and for nothing else. */
class ExpiredTokensTest extends GatekeeperScene {

  private static final String ISSUER = "https://a";
  private static final Duration SKEW = Duration.ofSeconds(60);

  private final TestKeySet keys = TestKeySet.of(KEY);
  private final Provider provider = provider("a", ISSUER, keys, BEARER);
  private final Policy policy = policy(Mode.STRICT, provider);
  private final String expired = expired(KEY).compact();

  @Test
  void anExpiredTokenIsRefusedTheSecondTimeAsTheFirst() {
    Decision first = decide(bearer(expired), policy);
    Decision second = decide(bearer(expired), policy);

    assertThat(first).isEqualTo(new Refused(Refusal.TOKEN_EXPIRED, "a"));
    assertThat(second).isEqualTo(first);
    assertThat(memory.statistics().entries()).isEqualTo(1);
    assertThat(memory.statistics().hits()).isEqualTo(1);
  }

  @Test
  void isRefusedFromMemoryWithoutBeingReadAgain() {
    rememberExpired(memory, "no.token.at-all");

    assertThat(told("no.token.at-all")).isEqualTo("TOKEN_EXPIRED");
    assertThat(told("no.token.at-all.")).isEqualTo("TOKEN_MALFORMED");
  }

  @Test
  void nobodyIsAdmittedByTheMemoryOfAnExpiredToken() {
    String forged = TestTokens.tampered(expired);
    rememberExpired(memory, forged);
    assertThat(told(forged)).isEqualTo("TOKEN_EXPIRED");
    now.set(now.get().minus(Duration.ofHours(1)));

    assertThat(told(forged)).isEqualTo("TOKEN_SIGNATURE_INVALID");
  }

  @Test
  void aForgedTokenWithTheClaimsOfARememberedOneLearnsNothingAboutThem() {
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");

    String sameClaims = expired.substring(0, expired.lastIndexOf('.') + 1);
    String otherSignature = expired(OTHER_KEY).compact();
    assertThat(told(sameClaims + otherSignature.substring(otherSignature.lastIndexOf('.') + 1)))
        .isEqualTo("TOKEN_SIGNATURE_INVALID");
    assertThat(told(TestTokens.tampered(expired))).isEqualTo("TOKEN_SIGNATURE_INVALID");
    assertThat(told(TestTokens.withPayload(expired, "{\"iss\":\"https://a\",\"exp\":1}")))
        .isEqualTo("TOKEN_SIGNATURE_INVALID");
    assertThat(told(sameClaims)).isEqualTo("TOKEN_SIGNATURE_INVALID");
    assertThat(memory.statistics().entries()).isEqualTo(1);
  }

  @Test
  void isForgottenWithTheKeyThatVerifiedIt() {
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");

    keys.replaceBy(ecKey("k1"));
    assertThat(told(expired)).isEqualTo("TOKEN_SIGNATURE_INVALID");
    keys.becomeUnavailable();
    assertThat(told(expired)).isEqualTo("unavailable");
    keys.replaceBy(KEY);
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void aProviderThatIsRedefinedVerifiesItAnew() {
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");

    assertThat(told(decide(bearer(expired), policy(Mode.STRICT, skewed(Duration.ofDays(1))))))
        .isEqualTo("identified");
    Provider others = provider("a", ISSUER, TestKeySet.of(OTHER_KEY), BEARER);
    assertThat(told(decide(bearer(expired), policy(Mode.STRICT, others))))
        .isEqualTo("TOKEN_SIGNATURE_INVALID");
  }

  @Test
  void isVerifiedInFullOnceTheClockWasSetBack() {
    String denied = expired(KEY).header("typ", "secevent+jwt").compact();
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");
    assertThat(told(denied)).isEqualTo("TOKEN_EXPIRED");
    Instant later = now.getAndUpdate(time -> time.minus(Duration.ofHours(1)));

    assertThat(told(denied)).isEqualTo("TOKEN_TYPE_DENIED");
    assertThat(told(expired)).isEqualTo("identified");
    assertThat(told(expired)).isEqualTo("identified");
    now.set(later);
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void theSkewIsAllowedForEveryTime() {
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");
    Instant last = now.get().minus(Duration.ofHours(1)).plus(SKEW);

    now.set(last.plusNanos(1));
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");
    now.set(last);
    assertThat(told(expired)).isEqualTo("identified");
  }

  @Test
  void isForgottenAMinuteLaterHoweverOftenItComes() {
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");
    now.set(now.get().plusSeconds(59));
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");
    assertThat(memory.recall(new RawToken(expired)).of(provider)).isNotNull();
    now.set(now.get().plusSeconds(1));
    assertThat(memory.recall(new RawToken(expired)).of(provider)).isNull();
    assertThat(told(expired)).isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void aTokenThatExpiresWhileItIsRememberedIsRefusedFromMemoryThereafter() {
    String token = token(ISSUER).expiresIn(Duration.ofMinutes(5)).compact();
    assertThat(told(token)).isEqualTo("identified");
    now.set(now.get().plus(Duration.ofMinutes(5)).plus(SKEW));
    assertThat(told(token)).isEqualTo("identified");

    now.set(now.get().plusNanos(1));
    assertThat(told(token)).isEqualTo("TOKEN_EXPIRED");
    assertThat(memory.recall(new RawToken(token)).of(provider))
        .isInstanceOf(RememberedToken.Expired.class);
    assertThat(told(token)).isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void noOtherRefusalIsRemembered() {
    assertThat(told(token(ISSUER).without("exp").compact())).isEqualTo("TOKEN_CLAIM_MISSING");
    assertThat(told(token(ISSUER).claim("nbf", now.get().getEpochSecond() + 600).compact()))
        .isEqualTo("TOKEN_NOT_YET_VALID");
    assertThat(told(token(ISSUER).header("typ", "secevent+jwt").compact()))
        .isEqualTo("TOKEN_TYPE_DENIED");
    assertThat(told(TestTokens.tampered(expired))).isEqualTo("TOKEN_SIGNATURE_INVALID");

    assertThat(memory.statistics().entries()).isZero();
  }

  @Test
  void isNotRememberedWhereSomethingElseIsLookedAtFirst() {
    List<Check> checks =
        List.of(Checks.type(Set.of("JWT")), Checks.expiration(true, SKEW), Checks.unbound());
    var facts = bearer(expired);
    var other = policy(Mode.STRICT, checked(checks));

    assertThat(told(decide(facts, other))).isEqualTo("TOKEN_EXPIRED");
    assertThat(told(decide(facts, other))).isEqualTo("TOKEN_EXPIRED");
    assertThat(memory.statistics().entries()).isZero();
  }

  @Test
  void aMemoryOfNoSizeRemembersNoExpiredToken() {
    var none = new RememberedTokens<RememberedToken>(0, clock);
    var forgetful = new Gatekeeper(16 * 1024, none, clock);

    assertThat(told(forgetful.decide(bearer(expired), policy).block())).isEqualTo("TOKEN_EXPIRED");
    assertThat(told(forgetful.decide(bearer(expired), policy).block())).isEqualTo("TOKEN_EXPIRED");
    assertThat(none.statistics().entries()).isZero();
  }

  @Test
  void aFloodOfExpiredTokensLeavesTheWorkingSet() {
    var full = new RememberedTokens<RememberedToken>(1 << 20, clock);
    var verified = verified();
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 800; i++) {
        rememberAccepted(full, "working" + i, verified);
      }
    }

    for (int i = 0; i < 20_000; i++) {
      rememberExpired(full, "flood" + i);
      rememberAccepted(full, "working" + i % 800, verified);
    }

    int kept = 0;
    for (int i = 0; i < 800; i++) {
      kept += full.recall(new RawToken("working" + i)).of(provider) == null ? 0 : 1;
    }
    assertThat(kept).isGreaterThan(720);
    assertThat(full.statistics().bytes()).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void printsNothingOfTheToken() {
    assertThat(kept("https://id.example.com/secret").toString()).isEqualTo("Expired");
  }

  @Test
  void weighsAnIssuerThatTheProviderDoesNotName() {
    assertThat(kept("https://b").weight(provider) - kept(ISSUER).weight(provider))
        .isEqualTo(48 + "https://b".length());
    assertThat(kept(null).weight(provider)).isEqualTo(kept(ISSUER).weight(provider));
  }

  private String told(String token) {
    return told(decide(bearer(token), policy));
  }

  private TestTokens expired(JWK key) {
    return signed(key, ISSUER)
        .issuedAt(now.get().minus(Duration.ofHours(2)))
        .expiresIn(Duration.ofHours(-1));
  }

  private RememberedToken.Expired kept(@Nullable String issuer) {
    return new RememberedToken.Expired(
        TestKeySet.parsed(KEY).all().getFirst(), issuer, now.get().minus(Duration.ofHours(1)));
  }

  private void rememberExpired(RememberedTokens<RememberedToken> tokens, String compact) {
    var kept = kept(ISSUER);
    remember(tokens, compact, kept, now.get().plusSeconds(60));
  }

  private void rememberAccepted(
      RememberedTokens<RememberedToken> tokens, String compact, RememberedToken accepted) {
    remember(tokens, compact, accepted, now.get().plusSeconds(600));
  }

  private void remember(
      RememberedTokens<RememberedToken> tokens, String compact, RememberedToken kept, Instant end) {
    var recollection = tokens.recall(new RawToken(compact));
    if (recollection.of(provider) == null) {
      tokens.remember(recollection, provider, kept, kept.weight(provider), end);
    }
  }

  private RememberedToken verified() {
    var raw = new RawToken(token(ISSUER).compact());
    decide(bearer(raw.compact()), policy);
    return memory.recall(raw).of(provider);
  }

  private Provider skewed(Duration skew) {
    return checked(List.of(Checks.expiration(true, skew)));
  }

  private Provider checked(List<Check> checks) {
    var same = provider.definition();
    return new Provider(
        new Provider.Definition(
            same.name(),
            same.issuer(),
            same.sources(),
            same.forwardToken(),
            same.algorithms(),
            checks,
            same.headers()),
        keys,
        clock);
  }
}
