package dev.gatehouse.token;

import java.time.Duration;
import java.time.Instant;

/** Lengths of time as people say them. */
public final class Lapse {

  private static final String[] UNITS = {"d", "h", "m", "s"};

  private Lapse() {}

  /** The length in its two largest units, such as {@code 3m 20s}; {@code 0s} below a second. */
  public static String text(Duration length) {
    Duration whole = length.abs();
    long[] counts = {
      whole.toDays(), whole.toHoursPart(), whole.toMinutesPart(), whole.toSecondsPart()
    };
    int first = 0;
    while (first < counts.length - 1 && counts[first] == 0) {
      first++;
    }
    String text = counts[first] + UNITS[first];
    int second = first + 1;
    return second < counts.length && counts[second] > 0
        ? text + " " + counts[second] + UNITS[second]
        : text;
  }

  /** Where the time lies, such as {@code was 3m ago} or {@code is in 2h}. */
  static String from(Instant now, Instant time) {
    String distance = text(Duration.between(now, time));
    return time.isAfter(now) ? "is in " + distance : "was " + distance + " ago";
  }
}
