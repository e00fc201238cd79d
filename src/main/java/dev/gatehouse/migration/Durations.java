package dev.gatehouse.migration;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lengths of time as Go, Protocol Buffers and Spring write them, and as Gatehouse does. */
final class Durations {

  private static final int LONGEST_TEXT = 32;
  private static final Duration LONGEST = Duration.ofDays(365);

  private Durations() {}

  /** The length of time, such as {@code 1h30m}, {@code 0.5s}; null where the text is none. */
  static @Nullable Duration parse(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > LONGEST_TEXT) {
      return null;
    }
    Duration sum = Duration.ZERO;
    int at = 0;
    while (at < text.length()) {
      int unit = skip(text, at, true);
      int end = skip(text, unit, false);
      Duration one = unit == at ? null : of(text.substring(at, unit), text.substring(unit, end));
      if (one == null) {
        return null;
      }
      sum = sum.plus(one);
      at = end;
    }
    return sum;
  }

  private static int skip(String text, int at, boolean digits) {
    int end = at;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.') == digits) {
      end++;
    }
    return end;
  }

  private static @Nullable Duration of(String number, String unit) {
    long nanos =
        switch (unit) {
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          case "d" -> 86_400_000_000_000L;
          default -> 0;
        };
    try {
      BigDecimal all = new BigDecimal(number).multiply(BigDecimal.valueOf(nanos));
      return nanos == 0 || all.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) > 0
          ? null
          : Duration.ofNanos(all.longValue());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The length of time behind a key, also as {@code seconds} and {@code nanos}. */
  static @Nullable Duration read(Item item, String key) {
    if (!item.isMapping(key)) {
      return parse(item.text(key));
    }
    Item parts = item.item(key);
    if (parts == null) {
      return null;
    }
    String seconds = parts.text("seconds");
    parts.skip("nanos");
    return parse(seconds == null ? null : seconds + "s");
  }

  /** As Gatehouse writes it, in the longest unit that says it exactly. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = duration.toSeconds();
    return seconds == 0 || seconds % 60 != 0
        ? seconds + "s"
        : seconds % 3600 != 0 ? seconds / 60 + "m" : seconds / 3600 + "h";
  }

  /** How long keys may be kept: at least ten seconds here. Null where the text says nothing. */
  static @Nullable String keeping(@Nullable Duration duration) {
    Duration least = Duration.ofSeconds(10);
    return duration == null ? null : text(duration.compareTo(least) < 0 ? least : duration);
  }
}
