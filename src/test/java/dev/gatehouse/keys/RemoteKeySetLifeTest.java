package dev.gatehouse.keys;

import static dev.gatehouse.keys.RemoteKeySetFixture.BEGINNING;
import static dev.gatehouse.keys.RemoteKeySetFixture.holding;
import static dev.gatehouse.keys.RemoteKeySetFixture.keysOf;
import static dev.gatehouse.keys.RemoteKeySetFixture.retryAfter;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Its status, its first fetch, its end. */
class RemoteKeySetLifeTest {

  private final RemoteKeySetFixture set = new RemoteKeySetFixture();

  @Test
  void tellsHowItIsDoing() {
    var one = holding("a", "b");
    assertThat(one.keys.status())
        .isEqualTo(new KeySetStatus(2, BEGINNING, BEGINNING, null, BEGINNING.plusSeconds(210)));
    one.advanceSeconds(210);
    one.issuer.fail("status 502");
    assertThat(one.keys.status())
        .isEqualTo(
            new KeySetStatus(
                2,
                BEGINNING,
                BEGINNING.plusSeconds(210),
                "status 502",
                BEGINNING.plusSeconds(211)));
  }

  @Test
  void tellsWhenTheFirstFetchHasEnded() {
    List<String> ended = new ArrayList<>();
    set.keys.firstFetch().subscribe(_ -> {}, _ -> {}, () -> ended.add("well"));
    set.keys.start();
    assertThat(ended).isEmpty();
    set.issuer.fail("down");
    set.keys.firstFetch().subscribe(_ -> {}, _ -> {}, () -> ended.add("later"));
    assertThat(ended).containsExactly("well", "later");
  }

  @Test
  void endsAllWhenClosed() {
    List<String> ended = new ArrayList<>();
    set.keys.firstFetch().subscribe(_ -> {}, _ -> {}, () -> ended.add("first"));
    set.keys.start();
    set.await(set.keys.current());
    set.keys.close();
    assertThat(retryAfter(set.answers.getFirst())).isEqualTo(1);
    assertThat(set.issuer.cancelled()).isEqualTo(1);
    assertThat(ended).containsExactly("first");
    set.advance(Duration.ofHours(1));
    set.keys.start();
    assertThat(set.issuer.count()).isEqualTo(1);
  }

  @Test
  void servesItsKeysToRequestsInFlightAfterItIsClosed() {
    var one = holding("a");
    one.advanceSeconds(60);
    Keys seen = one.inForce();
    one.keys.close();
    assertThat(one.inForce()).isSameAs(seen);
    assertThat(keysOf(one.keys.newerThan(seen, "a"))).isSameAs(seen);
    assertThat(retryAfter(one.keys.newerThan(seen, "b"))).isEqualTo(1);
    assertThat(one.issuer.count()).isEqualTo(1);
  }
}
