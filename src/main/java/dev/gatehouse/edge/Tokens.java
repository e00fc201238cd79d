package dev.gatehouse.edge;

/** The characters of RFC 9110's tokens and field values (sections 5.6.2 and 5.5). */
final class Tokens {

  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = c <= '9' || c >= 'a' || (c >= 'A' && c <= 'Z');
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private Tokens() {}

  /** Whether the character may stand in a token. */
  static boolean isTokenCharacter(int c) {
    return c >= 0 && c < 128 && TOKEN[c];
  }

  /** Whether the text is a token. */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether the octet, signed or not, is a control character that no header's value can hold. */
  static boolean isControl(int octet) {
    return (octet >= 0 && octet < ' ' && octet != '\t') || octet == 0x7f;
  }
}
