package dev.gatehouse.proxy;

/** Spells a target so that {@link java.net.URI} can hold it. */
final class Escaping {

  private static final String HEX = "0123456789ABCDEF";

  private Escaping() {}

  /**
   * The path or query with every character that RFC 3986 does not allow there percent-encoded, a
   * percent sign that begins no escape included.
   *
   * @param octets one character an octet
   */
  static String uriSafe(String octets, boolean query) {
    int unsafe = firstUnsafe(octets, query);
    return unsafe < 0 ? octets : uriSafe(octets, query, unsafe);
  }

  /** Whether the path has nothing that RFC 3986 does not allow there. */
  static boolean isSafePath(String path) {
    return firstUnsafe(path, false) < 0;
  }

  private static int firstUnsafe(String octets, boolean query) {
    for (int i = 0; i < octets.length(); i++) {
      if (!isAllowed(octets, i, query)) {
        return i;
      }
    }
    return -1;
  }

  /** The text with its octets beyond ASCII percent-encoded. */
  static String octetsBeyondAscii(String octets) {
    var escaped = new StringBuilder(octets.length() + 16);
    for (int i = 0; i < octets.length(); i++) {
      char c = octets.charAt(i);
      if (c < 0x80) {
        escaped.append(c);
      } else {
        append(escaped, c);
      }
    }
    return escaped.toString();
  }

  private static String uriSafe(String octets, boolean query, int firstUnsafe) {
    var escaped = new StringBuilder(octets.length() + 16).append(octets, 0, firstUnsafe);
    for (int i = firstUnsafe; i < octets.length(); i++) {
      if (isAllowed(octets, i, query)) {
        escaped.append(octets.charAt(i));
      } else {
        append(escaped, octets.charAt(i));
      }
    }
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, char octet) {
    escaped.append('%').append(HEX.charAt(octet >> 4 & 0xf)).append(HEX.charAt(octet & 0xf));
  }

  private static boolean isAllowed(String octets, int at, boolean query) {
    char c = octets.charAt(at);
    if (c == '%') {
      return at + 2 < octets.length()
          && isHex(octets.charAt(at + 1))
          && isHex(octets.charAt(at + 2));
    }
    return isAlphanumeric(c) || "-._~!$&'()*+,;=:@/".indexOf(c) >= 0 || (query && c == '?');
  }

  private static boolean isHex(char c) {
    return isBetween('0', c, '9') || isBetween('a', c, 'f') || isBetween('A', c, 'F');
  }

  private static boolean isAlphanumeric(char c) {
    return isBetween('a', c, 'z') || isBetween('A', c, 'Z') || isBetween('0', c, '9');
  }

  private static boolean isBetween(char first, char c, char last) {
    return first <= c && c <= last;
  }
}
