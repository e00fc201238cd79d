package dev.gatehouse.config;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Reads lengths of time and sizes. */
final class Quantities {

  private static final int MOST_DIGITS = 12;

  private Quantities() {}

  /** The length of time; null where the text is none. */
  static @Nullable Duration time(String text) {
    int digits = digits(text);
    if (digits == 0 || digits > MOST_DIGITS) {
      return null;
    }
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> null;
    };
  }

  /** The size; null where the text is none. */
  static @Nullable DataSize size(String text) {
    int digits = digits(text);
    if (digits == 0 || digits > MOST_DIGITS) {
      return null;
    }
    long number = Long.parseLong(text.substring(0, digits));
    int shift =
        switch (text.substring(digits).toUpperCase(Locale.ROOT)) {
          case "B" -> 0;
          case "KB" -> 10;
          case "MB" -> 20;
          case "GB" -> 30;
          default -> -1;
        };
    return shift < 0 || number > Long.MAX_VALUE >> shift ? null : DataSize.ofBytes(number << shift);
  }

  /** The whole number; null where the text is none, or none an {@code int} holds. */
  static @Nullable Integer whole(String text) {
    int sign = text.startsWith("-") ? 1 : 0;
    int digits = digits(text.substring(sign));
    if (digits == 0 || digits > MOST_DIGITS || digits + sign != text.length()) {
      return null;
    }
    long number = Long.parseLong(text);
    return number == (int) number ? (Integer) (int) number : null;
  }

  /** How many digits the text begins with. */
  static int digits(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    return digits;
  }
}
