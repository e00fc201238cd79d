package dev.gatehouse.rules;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Turns text of one character an octet, as it came over the wire, into text as it was meant. */
final class Octets {

  private Octets() {}

  /** The octets read as UTF-8; what is none becomes U+FFFD. */
  static String text(String octets) {
    for (int i = 0; i < octets.length(); i++) {
      if (octets.charAt(i) >= 0x80) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      }
    }
    return octets;
  }

  /**
   * The path percent-decoded once; {@code %2F} and {@code %25} stay, as they would hide borders.
   */
  static String path(String rawPath) {
    return rawPath.indexOf('%') < 0 ? text(rawPath) : decoded(rawPath, true);
  }

  /** A name or value of a query, as forms write them: a plus is a space. */
  static String parameter(String raw) {
    return raw.indexOf('%') < 0 && raw.indexOf('+') < 0
        ? text(raw)
        : decoded(raw.replace('+', ' '), false);
  }

  /** A malformed escape stands for itself. */
  private static String decoded(String raw, boolean bordersStay) {
    var octets = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      int octet = raw.charAt(i) == '%' ? escaped(raw, i) : -1;
      boolean border = octet == '/' || octet == '%';
      if (octet < 0 || (bordersStay && border)) {
        octets.write(raw.charAt(i));
      } else {
        octets.write(octet);
        i += 2;
      }
    }
    return octets.toString(StandardCharsets.UTF_8);
  }

  private static int escaped(String raw, int percent) {
    if (percent + 2 >= raw.length()) {
      return -1;
    }
    int high = hex(raw.charAt(percent + 1));
    int low = hex(raw.charAt(percent + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** Unlike {@link Character#digit}, no digits of other scripts. */
  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
