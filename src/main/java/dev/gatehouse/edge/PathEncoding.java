package dev.gatehouse.edge;

/**
 * Percent-encodes what clients leave bare in a path although RFC 3986 (section 3.3) wants it
 * encoded, such as {@code |}, so that everyone who matches, decides or forwards sees one and the
 * same path.
 */
final class PathEncoding {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private PathEncoding() {}

  /** The path, encoded; the same instance where nothing is to be encoded. */
  static String encode(String path) {
    int at = 0;
    while (at < path.length() && isAllowed(path.charAt(at))) {
      at++;
    }
    return at == path.length() ? path : encodeFrom(path, at);
  }

  private static String encodeFrom(String path, int start) {
    var encoded = new StringBuilder(path.length() + 16).append(path, 0, start);
    for (int i = start; i < path.length(); i++) {
      char c = path.charAt(i);
      if (isAllowed(c)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
      }
    }
    return encoded.toString();
  }

  private static boolean isAllowed(char c) {
    return c > ' ' && c < 0x7f && "\"<>[]^`{|}".indexOf(c) < 0;
  }
}
