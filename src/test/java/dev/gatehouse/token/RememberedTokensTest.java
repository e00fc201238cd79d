package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RememberedTokensTest {

  private static final RawToken TOKEN = new RawToken("a.b.c");
  private static final String OWNER = "keycloak";

  private Instant now = Instant.ofEpochSecond(1_700_000_000);
  private final RememberedTokens<String> tokens = new RememberedTokens<>(10_000, () -> now);

  @Test
  void recallsWhatItRemembers() {
    remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));

    assertThat(tokens.recall(new RawToken("a.b.c")).of(OWNER)).isEqualTo("value");
  }

  @Test
  void remembersForOneOwnerAlone() {
    remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));

    assertThat(tokens.recall(TOKEN).of("other")).isNull();
  }

  @Test
  void aTokenThatDiffersInItsSignatureAloneIsAnother() {
    remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));

    assertThat(tokens.recall(new RawToken("a.b.d")).of(OWNER)).isNull();
    assertThat(tokens.recall(new RawToken("a.b.")).of(OWNER)).isNull();
  }

  @Test
  void recallsNothingFromItsExpirationOn() {
    Instant expiration = now.plusSeconds(60);
    remember(OWNER, TOKEN, "value", 100, expiration);

    now = expiration.minusNanos(1);
    assertThat(tokens.recall(TOKEN).of(OWNER)).isEqualTo("value");
    now = expiration;
    assertThat(tokens.recall(TOKEN).of(OWNER)).isNull();
  }

  @Test
  void doesNotRememberAnExpiredToken() {
    remember(OWNER, TOKEN, "value", 100, now);
    now = now.minusSeconds(3600);

    assertThat(tokens.recall(TOKEN).of(OWNER)).isNull();
  }

  @Test
  void tokenWithoutExpirationIsRememberedOn() {
    remember(OWNER, TOKEN, "value", 100, null);
    now = now.plus(Duration.ofDays(365));

    assertThat(tokens.recall(TOKEN).of(OWNER)).isEqualTo("value");
  }

  @Test
  void tokenOfTheLatestTimeIsRemembered() {
    remember(OWNER, TOKEN, "value", 100, NumericDate.LATEST);

    assertThat(tokens.recall(TOKEN).of(OWNER)).isEqualTo("value");
  }

  @Test
  void oneLookUpTellsWhatEveryOwnerKnows() {
    remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));
    remember("other", TOKEN, "another", 100, now.plusSeconds(60));

    Recollection<String> recollection = tokens.recall(TOKEN);
    assertThat(recollection.of(OWNER)).isEqualTo("value");
    assertThat(recollection.of("other")).isEqualTo("another");
    assertThat(recollection.of("third")).isNull();
    assertThat(tokens.statistics().entries()).isEqualTo(1);
  }

  @Test
  void whatAnOwnerKnowsTakesThePlaceOfWhatItKnew() {
    remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));
    long once = tokens.statistics().bytes();
    remember("other", TOKEN, "another", 100, now.plusSeconds(60));
    remember("other", TOKEN, "another", 100, now.plusSeconds(60));
    long twice = tokens.statistics().bytes();
    remember(OWNER, TOKEN, "newer", 100, now.plusSeconds(60));

    assertThat(tokens.recall(TOKEN).of(OWNER)).isEqualTo("newer");
    assertThat(tokens.statistics().bytes()).isEqualTo(twice).isGreaterThan(once + 100);
  }

  @Test
  void aTokenOfOwnersWithoutEndIsKnownToTheLatestAlone() {
    for (int i = 0; i < 100; i++) {
      remember("owner" + i, TOKEN, "value", 100, now.plusSeconds(60));
    }

    assertThat(tokens.recall(TOKEN).ofAnyone()).isEqualTo("value");
    assertThat(tokens.statistics().bytes()).isLessThan(100 * 100);
  }

  @Test
  void whatOneOwnerKnowsLongerKeepsNothingThatAnotherIsToForget() {
    remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));
    remember("other", TOKEN, "another", 100, now.plusSeconds(120));
    remember("third", TOKEN, "a third", 100, now.plusSeconds(30));

    now = now.plusSeconds(30);
    assertThat(tokens.recall(TOKEN).of("third")).isNull();
    assertThat(tokens.recall(TOKEN).of(OWNER)).isEqualTo("value");
    now = now.plusSeconds(30);
    assertThat(tokens.recall(TOKEN).of(OWNER)).isNull();
    assertThat(tokens.recall(TOKEN).of("other")).isEqualTo("another");
    assertThat(tokens.recall(TOKEN).ofAnyone()).isEqualTo("another");
    remember("fourth", TOKEN, "a fourth", 100, null);
    now = now.plusSeconds(60);
    assertThat(tokens.recall(TOKEN).of("other")).isNull();
    assertThat(tokens.recall(TOKEN).of("fourth")).isEqualTo("a fourth");
  }

  @Test
  void whatIsForgottenTakesNoRoomBesideWhatIsNot() {
    remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));
    long once = tokens.statistics().bytes();
    now = now.plusSeconds(60).minusNanos(1);
    remember("other", TOKEN, "another", 100, now.plusSeconds(60));
    now = now.plusNanos(1);
    remember("third", TOKEN, "a third", 100, now.plusSeconds(60));
    now = now.plusSeconds(60).minusNanos(1);
    remember("fourth", TOKEN, "a fourth", 100, now.plusSeconds(60));

    assertThat(tokens.recall(TOKEN).of("third")).isEqualTo("a third");
    assertThat(tokens.statistics().bytes()).isLessThan(once * 2);
  }

  @Test
  void staysWithinItsBound() {
    for (int i = 0; i < 1000; i++) {
      remember(OWNER, new RawToken("token" + i), "value", 744, now.plusSeconds(60));
    }

    int remembered = 0;
    for (int i = 0; i < 1000; i++) {
      remembered += tokens.recall(new RawToken("token" + i)).of(OWNER) == null ? 0 : 1;
    }
    assertThat(remembered).isBetween(1, 10);
  }

  @Test
  void aFloodOfDistinctTokensLeavesTheWorkingSet() {
    var full = new RememberedTokens<String>(1 << 20, () -> now);
    List<RawToken> working = tokens("working", 800);
    for (int round = 0; round < 5; round++) {
      working.forEach(token -> use(full, token));
    }

    List<RawToken> flood = tokens("flood", 20_000);
    for (int i = 0; i < flood.size(); i++) {
      use(full, flood.get(i));
      use(full, working.get(i % working.size()));
    }

    long kept = working.stream().filter(token -> full.recall(token).of(OWNER) != null).count();
    assertThat(kept).isGreaterThan(720);
    assertThat(full.statistics().bytes()).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void aWorkingSetThatHasTakenTheFloodsPlaceIsRemembered() {
    var full = new RememberedTokens<String>(1 << 20, () -> now);
    tokens("flood", 20_000).forEach(token -> use(full, token));

    List<RawToken> working = tokens("working", 500);
    for (int round = 0; round < 20; round++) {
      working.forEach(token -> use(full, token));
    }

    long kept = working.stream().filter(token -> full.recall(token).of(OWNER) != null).count();
    assertThat(kept).isGreaterThan(450);
  }

  @Test
  void whatComesOncePushesNothingOut() {
    RememberedTokens<String> full = crowded();
    long before = full.statistics().evictions();
    tokens("flood", 10_000).forEach(token -> use(full, token));

    assertThat(full.statistics().evictions() - before).isLessThan(100);
    assertThat(full.statistics().entries()).isGreaterThan(900);
  }

  @Test
  void whatComesAgainIsRememberedWhereOthersMustGo() {
    RememberedTokens<String> full = crowded();
    use(full, TOKEN);
    assertThat(full.recall(TOKEN).of(OWNER)).isNull();
    use(full, TOKEN);
    assertThat(full.recall(TOKEN).of(OWNER)).isEqualTo("value");
  }

  @Test
  void everyOwnerMayKnowATokenThatIsRemembered() {
    RememberedTokens<String> full = crowded();
    use(full, TOKEN);
    use(full, TOKEN);
    full.remember(full.recall(TOKEN), "other", "another", 100, now.plusSeconds(60));
    assertThat(full.recall(TOKEN).of("other")).isEqualTo("another");
  }

  @Test
  void remembersTheFirstTimeAgainOnceNobodyHadToGoForAWhile() {
    RememberedTokens<String> full = crowded();
    now = now.plusSeconds(11);
    use(full, TOKEN);
    assertThat(full.recall(TOKEN).of(OWNER)).isEqualTo("value");
  }

  private RememberedTokens<String> crowded() {
    var full = new RememberedTokens<String>(1 << 20, () -> now);
    tokens("crowd", 3000).forEach(token -> use(full, token));
    assertThat(full.statistics().evictions()).isPositive();
    return full;
  }

  private static List<RawToken> tokens(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> new RawToken(name + i)).toList();
  }

  /** Verified and remembered where it is not, as a request would. */
  private void use(RememberedTokens<String> memory, RawToken token) {
    Recollection<String> recollection = memory.recall(token);
    if (recollection.of(OWNER) == null) {
      memory.remember(recollection, OWNER, "value", 800, now.plusSeconds(60));
    }
  }

  @Test
  void doesNotRememberWhatIsLargerThanItself() {
    remember(OWNER, TOKEN, "value", Integer.MAX_VALUE, now.plusSeconds(60));

    assertThat(tokens.recall(TOKEN).of(OWNER)).isNull();
  }

  @Test
  void memoryOfNoSizeRemembersNothing() {
    var none = new RememberedTokens<String>(0, () -> now);
    none.remember(none.recall(TOKEN), OWNER, "value", 0, now.plusSeconds(60));

    assertThat(none.recall(TOKEN).of(OWNER)).isNull();
  }

  @Test
  void refusesNegativeSize() {
    assertThatThrownBy(() -> new RememberedTokens<String>(-1, () -> now))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxBytes");
  }

  private void remember(
      String owner, RawToken token, String value, int weight, @Nullable Instant expiration) {
    tokens.remember(tokens.recall(token), owner, value, weight, expiration);
  }
}
