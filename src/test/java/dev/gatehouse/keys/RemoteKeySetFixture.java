package dev.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A remote key set in virtual time: cacheDuration 5m, cooldown 10s, timeout 5s, maxStale 1h. */
final class RemoteKeySetFixture {

  static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final InstantSource clock = () -> BEGINNING.plusNanos(time.now(TimeUnit.NANOSECONDS));
  final ScriptedFetcher issuer = new ScriptedFetcher();
  final RecordedEvents events = new RecordedEvents();
  final MonitoredKeySet keys;

  /** The answers that whoever waited got, in order. */
  final List<KeySet.Lookup> answers = new ArrayList<>();

  RemoteKeySetFixture() {
    this(0L);
  }

  /**
   * A key set.
   *
   * @param random 0 refreshes as early as may be, -1 as late
   */
  RemoteKeySetFixture(long random) {
    this.keys =
        new KeySets(new KeySetParser(), clock, time, time, () -> random)
            .remote(settings(), issuer, events);
  }

  static RemoteKeySettings settings() {
    return new RemoteKeySettings(
        new KeySource.Url(URI.create("https://issuer.example/jwks")),
        Duration.ofMinutes(5),
        Duration.ofSeconds(10),
        Duration.ofHours(1),
        Duration.ofSeconds(5),
        Map.of(),
        null,
        null);
  }

  /** A set that was started and got these keys. */
  static RemoteKeySetFixture holding(String... kids) {
    var set = new RemoteKeySetFixture();
    set.keys.start();
    set.issuer.bring(kids);
    return set;
  }

  void advance(Duration by) {
    time.advanceTimeBy(by);
  }

  void advanceSeconds(long seconds) {
    advance(Duration.ofSeconds(seconds));
  }

  Keys inForce() {
    return keysOf(keys.current());
  }

  static Keys keysOf(KeySet.Lookup lookup) {
    assertThat(lookup).isInstanceOf(KeySet.Lookup.Available.class);
    return ((KeySet.Lookup.Available) lookup).keys();
  }

  static List<String> kidsOf(KeySet.Lookup lookup) {
    return keysOf(lookup).all().stream().map(VerificationKey::kid).toList();
  }

  static long retryAfter(KeySet.Lookup lookup) {
    assertThat(lookup).isInstanceOf(KeySet.Lookup.Unavailable.class);
    return ((KeySet.Lookup.Unavailable) lookup).retryAfter().toSeconds();
  }

  /** Waits as a request does; its answer will be in {@link #answers}. */
  void await(KeySet.Lookup lookup) {
    assertThat(lookup).isInstanceOf(KeySet.Lookup.Waiting.class);
    ((KeySet.Lookup.Waiting) lookup).next().subscribe(answers::add);
  }
}
