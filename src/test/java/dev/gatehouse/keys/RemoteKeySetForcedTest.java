package dev.gatehouse.keys;

import static dev.gatehouse.keys.RemoteKeySetFixture.holding;
import static dev.gatehouse.keys.RemoteKeySetFixture.keysOf;
import static dev.gatehouse.keys.RemoteKeySetFixture.kidsOf;
import static dev.gatehouse.keys.RemoteKeySetFixture.retryAfter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.keys.KeySet.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetches that requests force (contract, section 5), in virtual time. */
class RemoteKeySetForcedTest {

  private final RemoteKeySetFixture set = holding("a");
  private final Keys seen = set.inForce();

  @Test
  void fetchesForAnUnknownKidAndBringsIt() {
    set.advanceSeconds(10);
    set.await(set.keys.newerThan(seen, "b"));
    set.await(set.keys.newerThan(seen, "b"));
    assertThat(set.issuer.count()).isEqualTo(2);
    set.issuer.bring("a", "b");
    assertThat(set.answers).hasSize(2).allSatisfy(it -> assertThat(kidsOf(it)).contains("b"));
  }

  @Test
  void neverFetchesAFractionOfAMillisecondEarly() {
    set.advance(Duration.ofSeconds(6).plusNanos(500_000));
    set.await(set.keys.newerThan(seen, "b"));
    set.advance(Duration.ofMillis(3_999).plusNanos(499_999));
    assertThat(set.issuer.count()).as("just before the cooldown is over").isEqualTo(1);
    set.advance(Duration.ofMillis(1));
    assertThat(set.issuer.count()).isEqualTo(2);
  }

  @Test
  void answersAtOnceWhereNewerKeysAreAlreadyThere() {
    set.advanceSeconds(210);
    set.issuer.bring("a", "b");
    assertThat(kidsOf(set.keys.newerThan(seen, "b"))).containsExactly("a", "b");
    assertThat(set.issuer.count()).isEqualTo(2);
  }

  @Test
  void refusesAKidThatTheLastFetchWasAskedForAndDidNotBring() {
    set.advanceSeconds(10);
    set.await(set.keys.newerThan(seen, "b"));
    set.issuer.bring("a");
    assertThat(keysOf(set.answers.getFirst())).isSameAs(seen);
    set.advance(Duration.ofMillis(9999));
    assertThat(keysOf(set.keys.newerThan(seen, "b"))).isSameAs(seen);
    assertThat(set.issuer.count()).isEqualTo(2);
    set.advance(Duration.ofMillis(1));
    set.await(set.keys.newerThan(seen, "b"));
    assertThat(set.issuer.count()).as("an issuer that lags behind its keys").isEqualTo(3);
    set.issuer.bring("a", "b");
    assertThat(kidsOf(set.answers.getLast())).containsExactly("a", "b");
  }

  @Test
  void remembersWhatIsMissingOverABackgroundRefresh() {
    set.advanceSeconds(209);
    set.await(set.keys.newerThan(seen, "b"));
    set.issuer.bring("a");
    set.advanceSeconds(210);
    set.issuer.bring("a");
    assertThat(set.issuer.count()).isEqualTo(3);
    assertThat(keysOf(set.keys.newerThan(seen, "b"))).isSameAs(seen);
  }

  @Test
  void comesBackLaterForAKidFirstSeenEarlyInTheCooldown() {
    set.advanceSeconds(1);
    assertThat(retryAfter(set.keys.newerThan(seen, "b"))).isEqualTo(9);
    set.advance(Duration.ofMillis(3500));
    assertThat(retryAfter(set.keys.newerThan(seen, "b"))).isEqualTo(6);
    assertThat(set.issuer.count()).isEqualTo(1);
  }

  @Test
  void waitsForTheNextPermittedFetchWithAKidFirstSeenLateInTheCooldown() {
    set.advanceSeconds(6);
    set.await(set.keys.newerThan(seen, "b"));
    set.await(set.keys.newerThan(seen, "c"));
    set.advance(Duration.ofMillis(3999));
    assertThat(set.issuer.count()).isEqualTo(1);
    set.advance(Duration.ofMillis(1));
    assertThat(set.issuer.count()).isEqualTo(2);
    set.issuer.bring("a", "b");
    assertThat(kidsOf(set.answers.getFirst())).containsExactly("a", "b");
    assertThat(keysOf(set.keys.newerThan(set.inForce(), "c"))).isSameAs(set.inForce());
  }

  @Test
  void waitsNoLongerThanTheTimeoutForAPlannedFetch() {
    set.advanceSeconds(6);
    set.await(set.keys.newerThan(seen, "b"));
    set.advanceSeconds(5);
    assertThat(set.issuer.count()).isEqualTo(2);
    assertThat(retryAfter(set.answers.getFirst())).isEqualTo(1);
    set.issuer.bring("a", "b");
    assertThat(kidsOf(set.keys.current())).contains("b");
  }

  @Test
  void plansAgainAfterAForcedFetch() {
    // forced at 205 s; the next refresh is due 210 s later
    set.advanceSeconds(205);
    set.await(set.keys.newerThan(seen, "x"));
    set.issuer.bring("a");
    set.advanceSeconds(6);
    set.await(set.keys.newerThan(seen, "b"));
    set.advanceSeconds(4);
    assertThat(set.issuer.count()).as("at the permitted time").isEqualTo(3);
    set.issuer.bring("a", "b");
    assertThat(kidsOf(set.answers.getLast())).containsExactly("a", "b");
  }

  @Test
  void joinsARefreshThatIsUnderWay() {
    set.advanceSeconds(210);
    assertThat(set.issuer.count()).isEqualTo(2);
    set.await(set.keys.newerThan(seen, "b"));
    set.await(set.keys.newerThan(seen, "a"));
    assertThat(set.issuer.count()).isEqualTo(2);
    set.issuer.bring("b");
    assertThat(set.answers)
        .hasSize(2)
        .allSatisfy(it -> assertThat(kidsOf(it)).containsExactly("b"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "a")
  void fetchesForABadSignatureUnderAKnownKidOncePerCooldown(String kid) {
    assertThat(keysOf(set.keys.newerThan(seen, kid))).isSameAs(seen);
    set.advanceSeconds(10);
    set.await(set.keys.newerThan(seen, kid));
    assertThat(set.issuer.count()).isEqualTo(2);
    set.issuer.bring("a");
    assertThat(keysOf(set.answers.getFirst())).isSameAs(seen);
    set.advance(Duration.ofMillis(9999));
    assertThat(keysOf(set.keys.newerThan(seen, kid))).isSameAs(seen);
    assertThat(set.issuer.count()).isEqualTo(2);
  }

  @Test
  void tellsThatNobodyCanTellOfAnUnknownKidWhileFetchesFail() {
    set.advanceSeconds(60);
    set.await(set.keys.newerThan(seen, "b"));
    set.issuer.fail("down");
    assertThat(retryAfter(set.answers.getFirst())).isEqualTo(1);
    assertThat(retryAfter(set.keys.newerThan(seen, "b"))).isEqualTo(1);
    assertThat(retryAfter(set.keys.newerThan(seen, "c"))).isEqualTo(1);
    assertThat(keysOf(set.keys.newerThan(seen, "a"))).as("a known kid").isSameAs(seen);
    assertThat(set.inForce()).isSameAs(seen);
    assertThat(set.issuer.count()).isEqualTo(2);
  }

  @Test
  void refusesABadSignatureUnderAKnownKidThoughItsFetchFailed() {
    set.advanceSeconds(60);
    set.await(set.keys.newerThan(seen, "a"));
    set.issuer.fail("down");
    assertThat(keysOf(set.answers.getFirst())).isSameAs(seen);
  }

  @Test
  void mayForceAFetchWhileFetchesFail() {
    set.advanceSeconds(60);
    set.await(set.keys.newerThan(seen, "b"));
    for (int delay : new int[] {1, 2, 4, 8, 16}) {
      set.issuer.fail("down");
      set.advanceSeconds(delay);
    }
    set.issuer.fail("down");
    int fetches = set.issuer.count();
    assertThat(retryAfter(set.keys.newerThan(seen, "b"))).as("the cooldown").isEqualTo(10);
    set.advanceSeconds(10);
    set.await(set.keys.newerThan(seen, "b"));
    assertThat(set.issuer.count()).isEqualTo(fetches + 1);
    set.issuer.bring("a", "b");
    assertThat(kidsOf(set.answers.getLast())).containsExactly("a", "b");
  }

  @Test
  void fetchesOncePerCooldownInAFloodOfRandomKids() {
    for (int tenth = 0; tenth < 600; tenth++) {
      for (int i = 0; i < 20; i++) {
        Lookup lookup = set.keys.newerThan(set.inForce(), "kid " + tenth + " " + i);
        if (lookup instanceof Lookup.Waiting(var next)) {
          next.subscribe();
        }
      }
      set.issuer.bring("a");
      set.advance(Duration.ofMillis(100));
    }
    assertThat(set.issuer.count()).isBetween(6, 7);
  }

  @Test
  void picksUpARotationInTheMiddleOfAFloodWithinOneCooldown() {
    set.advanceSeconds(10);
    for (int i = 0; i < 5000; i++) {
      if (set.keys.newerThan(seen, "kid " + i) instanceof Lookup.Waiting(var next)) {
        next.subscribe();
      }
    }
    set.issuer.bring("a");
    set.advanceSeconds(7);
    for (int i = 5000; i < 10000; i++) {
      if (set.keys.newerThan(seen, "kid " + i) instanceof Lookup.Waiting(var next)) {
        next.subscribe();
      }
    }
    assertThat(retryAfter(set.keys.newerThan(seen, "new"))).isEqualTo(3);
    set.advanceSeconds(3);
    set.issuer.bring("a", "new");
    assertThat(kidsOf(set.keys.current())).containsExactly("a", "new");
    assertThat(set.issuer.count()).isEqualTo(3);
  }

  @Test
  void remembersNoMoreThanAThousandUnknownKids() {
    var state = RemoteState.NEW;
    for (int round = 0; round < 5; round++) {
      var flight = new Flight();
      for (int i = 0; i < 1500; i++) {
        flight.asksFor(Flight.noted("kid " + ThreadLocalRandom.current().nextLong()));
      }
      assertThat(flight.asked()).hasSize(1000);
      state =
          state.landed(
              new RemoteFetch.Landing.Good(seen, List.of(), null),
              flight.asked(),
              RemoteKeySetFixture.BEGINNING,
              Duration.ofHours(1));
      assertThat(state.missing()).hasSize(1000).containsAll(flight.asked());
    }
  }

  @Test
  void remembersALongKidByItsHash() {
    String kid = "k".repeat(12_000);
    assertThat(Flight.noted(kid)).startsWith("sha256:").hasSize(71);
    set.advanceSeconds(10);
    set.await(set.keys.newerThan(seen, kid));
    set.issuer.bring("a");
    assertThat(keysOf(set.keys.newerThan(seen, kid))).isSameAs(seen);
    assertThat(set.keys.newerThan(seen, kid + "k")).isInstanceOf(Lookup.Unavailable.class);
  }
}
