package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.keys.VerificationKey;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.token.Check;
import dev.gatehouse.token.CompactJws;
import dev.gatehouse.token.RawToken;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.token.Stage;
import dev.gatehouse.token.TestFacts;
import dev.gatehouse.token.TestTokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What remembered tokens take, and what they stand for. */
class TokenMemoryTest extends GatekeeperScene {

  private static final int TOKENS = 20_000;
  private static final String ISSUER = "https://id.example.com/realms/main";

  /** An RS256 token of these is 790 octets long. */
  private static final String HEADER =
      "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"9aTn4lpGgVb1kS3Yq0o2xWc7rJ5eHdUzMf8\"}";

  private final Provider provider = provider("a", ISSUER, TestKeySet.of(KEY), BEARER);
  private final VerificationKey key = TestKeySet.parsed(KEY).all().getFirst();

  @Test
  void weighsTokensAsTheHeapDoes() {
    var tokens = new RememberedTokens<RememberedToken>(1 << 30, clock);
    assertThat(heapOfOneWeighedAsItIs(tokens, i -> rememberOne(tokens, i))).isBetween(500L, 2000L);
  }

  @Test
  void weighsExpiredTokensAsTheHeapDoes() {
    var tokens = new RememberedTokens<RememberedToken>(1 << 30, clock);
    assertThat(heapOfOneWeighedAsItIs(tokens, i -> rememberExpired(tokens, i)))
        .isBetween(150L, 350L);
  }

  private static long heapOfOneWeighedAsItIs(
      RememberedTokens<RememberedToken> tokens, IntConsumer remembersOne) {
    IntStream.range(0, 1000).forEach(remembersOne);
    long before = usedHeap();
    long weighedBefore = tokens.statistics().bytes();

    IntStream.range(1000, 1000 + TOKENS).forEach(remembersOne);

    long heap = (usedHeap() - before) / TOKENS;
    long weight = (tokens.statistics().bytes() - weighedBefore) / TOKENS;
    assertThat((double) weight / heap).as(weight + " for " + heap).isBetween(0.9, 1.2);
    return heap;
  }

  @Test
  void remembersAWorkingSetOfTwentyThousandInTheSizeThatIsShipped() {
    var tokens = new RememberedTokens<RememberedToken>(64 << 20, clock);

    IntStream.range(0, TOKENS).forEach(i -> rememberOne(tokens, i));

    assertThat(tokens.statistics().evictions()).isZero();
    assertThat(tokens.statistics().bytes()).isLessThan(40 << 20);
  }

  @Test
  void whatOneProviderVerifiedIsNothingToAnotherOfTheSameIssuer() {
    var facts = bearer(token(ISSUER).compact());
    Provider other = provider("b", ISSUER, TestKeySet.of(OTHER_KEY), BEARER);

    assertThat(told(decide(facts, policy(Mode.STRICT, provider)))).isEqualTo("identified");
    assertThat(told(decide(facts, policy(Mode.STRICT, other))))
        .isEqualTo("TOKEN_SIGNATURE_INVALID");
    assertThat(admittedBy(decide(facts, policy(Mode.STRICT, other, provider)))).isEqualTo("a");
  }

  @Test
  void aRememberedTokenAnswersAsOneThatWasJustVerified() {
    var policy = policy(Mode.STRICT, provider);
    var facts = bearer(token(ISSUER).claim("level", 3).claim("scope", "a b").compact());

    var first = (Decision.Admitted) decide(facts, policy);
    var again = (Decision.Admitted) decide(facts, policy);

    assertThat(memory.statistics().hits()).isEqualTo(1);
    assertThat(again.identity().headers()).isEqualTo(first.identity().headers());
    assertThat(again.edits()).isEqualTo(first.edits());
    assertThat(again.identity().claims().json()).isEqualTo(first.identity().claims().json());
    assertThat(again.identity().claims().audiences())
        .isEqualTo(first.identity().claims().audiences());
  }

  @Test
  void aCharacterThatIsNoOctetIsNotTakenForTheOneItEndsIn() {
    var policy = policy(Mode.STRICT, provider);
    String compact = token(ISSUER).compact();
    assertThat(told(decide(bearer(compact), policy))).isEqualTo("identified");

    String lookalike = compact.replace('e', (char) ('e' + 0x100));
    assertThat(told(decide(bearer(lookalike), policy))).isEqualTo("TOKEN_MALFORMED");
  }

  @Test
  void anExplanationNeitherRecallsNorRemembers() {
    var policy = policy(Mode.STRICT, provider);
    var raw = token(ISSUER).raw();
    var stages = new ArrayList<Stage>();
    var trace =
        new Trace() {
          @Override
          public void checked(
              Provider provider,
              Check check,
              VerifiedToken token,
              Instant now,
              @Nullable Refusal refusal) {
            stages.add(check.stage());
          }
        };
    gatekeeper.decide(raw, new TestFacts(), policy, trace).block();
    gatekeeper.decide(raw, new TestFacts(), policy, trace).block();

    assertThat(memory.statistics().entries()).isZero();
    assertThat(stages).hasSize(10).contains(Stage.TYPE, Stage.BINDING);
  }

  @Test
  void keepsTheAudiencesThatTokensShareOnce() {
    List<String> first = provider.common(List.of("orders", "billing"));
    assertThat(provider.common(List.of("orders", "billing"))).isSameAs(first);
    assertThat(provider.common(List.of("orders"))).containsExactly("orders");
    assertThat(provider.common(List.of("billing", "orders"))).containsExactly("billing", "orders");
  }

  private void rememberOne(RememberedTokens<RememberedToken> tokens, int number) {
    RawToken raw = raw(number);
    CompactJws jws = Objects.requireNonNull(CompactJws.parse(raw, 16 * 1024));
    var line = new HeaderField("X-User-Id", "8a1c5e2e-6f0b-4f0e-9b39-2d1c8a7a" + number);
    var identity = new Identity("a", jws.claims(), List.of(line));
    var kept =
        RememberedToken.Accepted.of(
            new VerifiedToken(jws.header(), jws.claims(), key, identity), provider);
    remember(tokens, raw, kept, now.get().plusSeconds(3600 + number % 600));
  }

  private void rememberExpired(RememberedTokens<RememberedToken> tokens, int number) {
    RawToken raw = raw(number);
    CompactJws jws = Objects.requireNonNull(CompactJws.parse(raw, 16 * 1024));
    Instant expiration = Objects.requireNonNull(jws.claims().expiration());
    var kept = RememberedToken.Expired.of(jws.claims(), key, provider, expiration);
    remember(tokens, raw, kept, now.get().plusSeconds(60));
  }

  private RawToken raw(int number) {
    return new RawToken(TestTokens.unsigned(HEADER, payload(number)));
  }

  private void remember(
      RememberedTokens<RememberedToken> tokens, RawToken raw, RememberedToken kept, Instant end) {
    tokens.remember(tokens.recall(raw), provider, kept, kept.weight(provider), end);
  }

  private String payload(int number) {
    long issued = now.get().getEpochSecond();
    return "{\"iss\":\"%s\",\"sub\":\"8a1c5e2e-6f0b-4f0e-9b39-2d1c8a7a%d\",\"aud\":\"orders-api\","
            .formatted(ISSUER, number)
        + "\"iat\":%d,\"exp\":%d,".formatted(issued, issued + 3600 + number % 600)
        + "\"scope\":\"openid profile email orders.read\",\"email\":\"alice@example.com\","
        + "\"realm_access\":{\"roles\":[\"admin\",\"clerk\"]}}";
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
