package dev.gatehouse.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads times as tokens write them: seconds since 1970, perhaps with a fraction (RFC 7519). */
final class NumericDate {

  /** Times beyond are read as this one, so that nobody's arithmetic on a time can overflow. */
  static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  /** So many digits at most fit into a long, whatever they are. */
  private static final int SAFE_DIGITS = 18;

  /** 2^64: what no clock counts up to is no time, but an attempt at an overflow. */
  private static final double ABSURD = 0x1p64;

  private NumericDate() {}

  /** The time of a JSON number; null where it lies before 1970 or beyond 2^64 seconds. */
  static @Nullable Instant read(String number) {
    if (number.length() > SAFE_DIGITS || !isDigits(number)) {
      return readFraction(number);
    }
    long seconds = 0;
    for (int i = 0; i < number.length(); i++) {
      seconds = seconds * 10 + (number.charAt(i) - '0');
    }
    return at(seconds, 0);
  }

  private static boolean isDigits(String number) {
    for (int i = 0; i < number.length(); i++) {
      if (number.charAt(i) < '0' || number.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** A double is exact to a microsecond in our times, and no exponent is too large for it. */
  private static @Nullable Instant readFraction(String number) {
    double seconds = Double.parseDouble(number);
    if (seconds < 0 || seconds >= ABSURD) {
      return null;
    }
    double whole = Math.floor(seconds);
    return at((long) whole, (long) ((seconds - whole) * 1e9));
  }

  private static Instant at(long seconds, long nanos) {
    return seconds >= LATEST.getEpochSecond() ? LATEST : Instant.ofEpochSecond(seconds, nanos);
  }
}
