package dev.gatehouse.keys;

import static dev.gatehouse.keys.RemoteKeySetFixture.BEGINNING;
import static dev.gatehouse.keys.RemoteKeySetFixture.holding;
import static dev.gatehouse.keys.RemoteKeySetFixture.kidsOf;
import static dev.gatehouse.keys.RemoteKeySetFixture.retryAfter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.keys.KeySet.Lookup;
import dev.gatehouse.keys.KeySetFetcher.Fetched;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;

/** Fetching, refreshing and failing (contract, section 5), in virtual time. */
class RemoteKeySetTest {

  private final RemoteKeySetFixture set = new RemoteKeySetFixture();

  @Test
  void fetchesNothingBeforeItIsStarted() {
    set.advance(Duration.ofHours(1));
    assertThat(set.issuer.count()).isZero();
    assertThat(retryAfter(set.keys.current())).isEqualTo(1);
    assertThat(set.keys.status()).isEqualTo(new KeySetStatus(0, null, null, null, null));
  }

  @Test
  void startsOnce() {
    set.keys.start();
    set.keys.start();
    assertThat(set.issuer.count()).isEqualTo(1);
  }

  @Test
  void answersAThousandRequestsThatWaitedForTheFirstFetch() {
    set.keys.start();
    for (int i = 0; i < 1000; i++) {
      set.await(set.keys.current());
    }
    assertThat(set.answers).isEmpty();
    set.issuer.bring("a");
    assertThat(set.answers).hasSize(1000).allSatisfy(it -> assertThat(kidsOf(it)).contains("a"));
    assertThat(set.issuer.count()).isEqualTo(1);
  }

  @Test
  void tellsMoreThanAThousandWaitingRequestsToComeBack() {
    set.keys.start();
    Lookup before = set.keys.current();
    for (int i = 0; i < 1000; i++) {
      set.await(set.keys.current());
    }
    assertThat(retryAfter(set.keys.current())).isEqualTo(1);
    set.await(before);
    assertThat(retryAfter(set.answers.getFirst())).isEqualTo(1);
  }

  @Test
  void makesRoomWhenAWaitingRequestGoesAway() {
    set.keys.start();
    List<Disposable> requests = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      requests.add(((Lookup.Waiting) set.keys.current()).next().subscribe());
    }
    requests.getFirst().dispose();
    assertThat(set.keys.current()).isInstanceOf(Lookup.Waiting.class);
  }

  @Test
  void tellsWaitingRequestsThatTheFirstFetchFailedAndNobodyWaitsForTheNext() {
    set.keys.start();
    set.await(set.keys.current());
    set.issuer.fail("status 500");
    assertThat(retryAfter(set.answers.getFirst())).isEqualTo(1);
    assertThat(retryAfter(set.keys.current())).isEqualTo(1);
    assertThat(set.events.lines).containsExactly("failed status 500");
  }

  @Test
  void retriesAfterOneSecondDoublingToThirty() {
    set.keys.start();
    int fetches = 1;
    for (int delay : new int[] {1, 2, 4, 8, 16, 30, 30, 30}) {
      set.issuer.fail("down");
      set.advance(Duration.ofMillis(delay * 1000L - 1));
      assertThat(set.issuer.count()).isEqualTo(fetches);
      assertThat(retryAfter(set.keys.current())).isEqualTo(1);
      set.advance(Duration.ofMillis(1));
      assertThat(set.issuer.count()).isEqualTo(++fetches);
    }
    set.issuer.bring("a");
    assertThat(kidsOf(set.keys.current())).containsExactly("a");
    assertThat(set.keys.status().lastError()).isNull();
  }

  @Test
  void tellsWhenTheNextFetchMayBringAnAnswer() {
    set.keys.start();
    for (int delay : new int[] {1, 2, 4, 8}) {
      set.issuer.fail("down");
      assertThat(retryAfter(set.keys.current())).isEqualTo(delay);
      set.advanceSeconds(delay);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 210000", "-1, 285000"})
  void refreshesAheadOfTheCacheDuration(long random, long millis) {
    var one = new RemoteKeySetFixture(random);
    one.keys.start();
    one.issuer.bring("a");
    one.advance(Duration.ofMillis(millis - 1));
    assertThat(one.issuer.count()).isEqualTo(1);
    one.advance(Duration.ofMillis(1));
    assertThat(one.issuer.count()).isEqualTo(2);
    assertThat(kidsOf(one.keys.current())).as("still in force meanwhile").containsExactly("a");
    one.issuer.bring("b");
    assertThat(kidsOf(one.keys.current())).containsExactly("b");
  }

  @Test
  void fetchesNothingForRequestsThatFindTheirKeys() {
    var one = holding("a");
    one.advanceSeconds(60);
    for (int i = 0; i < 100; i++) {
      one.keys.current();
    }
    assertThat(one.issuer.count()).isEqualTo(1);
  }

  @Test
  void keepsTheSameKeysWhereARefreshBringsNothingNew() {
    var one = holding("a", "b");
    Keys before = one.inForce();
    one.advanceSeconds(210);
    one.issuer.bring("a", "b");
    assertThat(one.inForce()).isSameAs(before);
    one.advanceSeconds(210);
    one.issuer.bring("b");
    assertThat(one.inForce().holds(before.all().getFirst())).isFalse();
    assertThat(one.inForce().holds(before.all().getLast())).isTrue();
    assertThat(one.events.lines)
        .containsExactly("refreshed 2 changed", "refreshed 2", "refreshed 1 changed");
  }

  @Test
  void keepsTheLastGoodKeysUntilTheyAreStale() {
    var one = holding("a");
    one.advanceSeconds(210);
    one.issuer.fail("down");
    while (one.clock.instant().isBefore(BEGINNING.plusSeconds(3590))) {
      one.advanceSeconds(1);
      one.issuer.fail("down");
      assertThat(kidsOf(one.keys.current())).containsExactly("a");
    }
    one.advance(Duration.ofMillis(9999));
    assertThat(kidsOf(one.keys.current())).containsExactly("a");
    one.advance(Duration.ofMillis(1));
    assertThat(retryAfter(one.keys.current())).isBetween(1L, 30L);
    assertThat(retryAfter(one.keys.newerThan(new Keys(List.of()), "a"))).isBetween(1L, 30L);
    assertThat(one.keys.status().keys()).isZero();
    one.advanceSeconds(retryAfter(one.keys.current()));
    one.issuer.bring("a");
    assertThat(kidsOf(one.keys.current())).containsExactly("a");
  }

  @Test
  void asksWhetherTheKeysHeldAreStillTheNewest() {
    set.keys.start();
    var validator = new KeySetFetcher.Validator(URI.create("https://issuer.example/jwks"), "\"1\"");
    set.issuer.answer(new Fetched.Document(TestKeySets.octets(TestKeySets.jwks("a")), validator));
    Keys held = set.inForce();
    for (int i = 0; i < 40; i++) {
      set.advanceSeconds(210);
      set.issuer.answer(new Fetched.NotModified());
    }
    assertThat(set.issuer.held()).startsWith(null, validator, validator);
    assertThat(set.inForce()).as("more than maxStale later").isSameAs(held);
  }

  @Test
  void takesNotModifiedWithoutAConditionForAFailure() {
    set.keys.start();
    set.issuer.answer(new Fetched.NotModified());
    assertThat(retryAfter(set.keys.current())).isEqualTo(1);
  }

  @Test
  void givesUpAFetchThatTakesLongerThanTheTimeout() {
    var one = holding("a");
    one.advanceSeconds(210);
    one.advance(Duration.ofMillis(4999));
    assertThat(one.issuer.cancelled()).isZero();
    one.advance(Duration.ofMillis(1));
    assertThat(one.issuer.cancelled()).isEqualTo(1);
    assertThat(one.keys.status().lastError()).isEqualTo("no whole answer within 5000 ms");
    one.advanceSeconds(1);
    assertThat(one.issuer.count()).isEqualTo(3);
  }

  @Test
  void survivesAFetcherThatBreaks() {
    set.keys.start();
    set.issuer.error(new IllegalStateException("broken\nline"));
    assertThat(set.keys.status().lastError()).isEqualTo("IllegalStateException: broken?line");
    set.advanceSeconds(1);
    set.issuer.bring("a");
    assertThat(kidsOf(set.keys.current())).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<html>Sorry</html> | not JSON",
        "{\"keys\":[]} | the JWK set is empty",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]} | no usable key: key 1: a symmetric key",
        "{\"kty\":\"RSA\"} | not a JWK set",
        "{\"keys\":[],\"keys\":[]} | not JSON without duplicate members",
      })
  void keepsTheLastGoodKeysWhereADocumentIsUnusable(String document, String reason) {
    var one = holding("a");
    one.advanceSeconds(210);
    one.issuer.answer(new Fetched.Document(TestKeySets.octets(document), null));
    assertThat(kidsOf(one.keys.current())).containsExactly("a");
    assertThat(one.keys.status().lastError()).startsWith(reason);
  }

  @Test
  void warnsOnceOfAnEntryThatIsSkipped() {
    String skipped = "{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"AAAA\"}";
    String document = TestKeySets.jwks("a").replace("]}", "," + skipped + "]}");
    set.keys.start();
    set.issuer.answer(new Fetched.Document(TestKeySets.octets(document), null));
    set.advanceSeconds(210);
    set.issuer.answer(new Fetched.Document(TestKeySets.octets(document), null));
    assertThat(set.events.lines)
        .containsExactly(
            "skipped key 2 (kid s): a symmetric key that is published is no secret",
            "refreshed 1 changed",
            "refreshed 1");
  }
}
