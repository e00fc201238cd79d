package dev.gatehouse.keys;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a key set is fetched next in the background.
 *
 * @param longest the age that keys should not reach
 */
record Timing(Duration longest, RandomGenerator random) {

  private static final double EARLIEST = 0.7;
  private static final double SPREAD = 0.25;
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /** The timing of these settings; keys that go stale sooner are refreshed sooner. */
  static Timing of(RemoteKeySettings settings, RandomGenerator random) {
    boolean stalesFirst = settings.maxStale().compareTo(settings.cacheDuration()) < 0;
    return new Timing(stalesFirst ? settings.maxStale() : settings.cacheDuration(), random);
  }

  /** After a good fetch: ahead of the longest age, and not all gateways at once. */
  Duration refresh() {
    double part = EARLIEST + SPREAD * random.nextDouble();
    return Duration.ofMillis((long) (longest.toMillis() * part));
  }

  /** After so many failures in a row, at least one: 1 s, doubling to 30 s. */
  Duration retry(int failures) {
    int doublings = Math.min(failures - 1, 5);
    Duration delay = FIRST_RETRY.multipliedBy(1L << doublings);
    return delay.compareTo(LAST_RETRY) < 0 ? delay : LAST_RETRY;
  }
}
