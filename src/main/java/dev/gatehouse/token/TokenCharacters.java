package dev.gatehouse.token;

/** The characters of a token as HTTP's grammar means the word (RFC 9110, section 5.6.2). */
public final class TokenCharacters {

  private TokenCharacters() {}

  /**
   * Whether the text has, at this place, the word in any case. Only ASCII has cases here: no other
   * script's letter is a spelling of one of its.
   */
  static boolean isSpelling(String text, int start, String lowerCaseWord) {
    if (text.length() - start < lowerCaseWord.length()) {
      return false;
    }
    for (int i = 0; i < lowerCaseWord.length(); i++) {
      char c = text.charAt(start + i);
      char lower = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
      if (lower != lowerCaseWord.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the character may stand in a token. */
  public static boolean contains(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** Whether the text is one token. */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!contains(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
