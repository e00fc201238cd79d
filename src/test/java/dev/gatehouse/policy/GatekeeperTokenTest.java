package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.keys.KeySet.Lookup;
import dev.gatehouse.policy.Decision.Admitted;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.token.TestTokens;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/** What becomes of one token: its keys, the memory of it, its form. */
class GatekeeperTokenTest extends GatekeeperScene {

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
    assertThat(told(new Gatekeeper(64, memory, clock).decide(facts, policy).block()))
        .isEqualTo("TOKEN_MALFORMED");
  }

  @Test
  void setsTheVerifiedClaimsAsHeaders() {
    var policy = policy(Mode.STRICT, provider("a", "https://a", TestKeySet.of(KEY), BEARER));
    var decision = (Admitted) decide(bearer(token("https://a").subject("alice").compact()), policy);
    assertThat(decision.identity().headers())
        .containsExactly(new HeaderField("X-User-Id", "alice"));
  }
}
