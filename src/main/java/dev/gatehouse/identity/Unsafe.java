package dev.gatehouse.identity;

/** What no header can hold as it is. */
final class Unsafe {

  private Unsafe() {}

  /** Whether the text, written plainly into a header, would break it or change on its way. */
  static boolean inHeader(String text) {
    if (text.isEmpty()) {
      return false;
    }
    if (isSpace(text.charAt(0)) || isSpace(text.charAt(text.length() - 1))) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i)) || isLoneSurrogate(text, i)) {
        return true;
      }
    }
    return false;
  }

  /** C0, DEL and C1. */
  static boolean isControl(char c) {
    return Character.isISOControl(c);
  }

  /** Half of a pair: nothing that UTF-8 can encode. */
  static boolean isLoneSurrogate(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
