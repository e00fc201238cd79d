package dev.gatehouse.token;

import org.jspecify.annotations.Nullable;

/** Reads the token out of a header's value (RFC 9110, section 11.4). */
final class Credentials {

  private Credentials() {}

  /**
   * The token in a header's value, however malformed; null where the value has another scheme.
   *
   * @param prefix the authentication scheme, in lower case; null: the whole value is the token
   */
  static @Nullable RawToken read(String value, @Nullable String prefix) {
    int start = skipPadding(value, 0, value.length());
    int end = dropPadding(value, start, value.length());
    if (prefix == null) {
      return new RawToken(value, start, end);
    }
    int scheme = start + prefix.length();
    if (scheme > end || !TokenCharacters.isSpelling(value, start, prefix)) {
      return null;
    }
    if (scheme < end && TokenCharacters.contains(value.charAt(scheme))) {
      return null;
    }
    // Anything else but a space, a tab for one, is left in front of the token and makes it
    // malformed: a server behind us may be less strict about what ends a scheme.
    while (scheme < end && value.charAt(scheme) == ' ') {
      scheme++;
    }
    return new RawToken(value, scheme, end);
  }

  /** Where optional whitespace (RFC 9110, section 5.6.3) ends. */
  static int skipPadding(String text, int start, int end) {
    int at = start;
    while (at < end && isPadding(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Where optional whitespace at the end begins. */
  static int dropPadding(String text, int start, int end) {
    int at = end;
    while (at > start && isPadding(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isPadding(char c) {
    return c == ' ' || c == '\t';
  }
}
