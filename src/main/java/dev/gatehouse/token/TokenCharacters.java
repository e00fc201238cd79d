package dev.gatehouse.token;

/** The characters of a token as HTTP's grammar means the word (RFC 9110, section 5.6.2). */
final class TokenCharacters {

  private TokenCharacters() {}

  static boolean contains(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** Whether the text is one token. */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!contains(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
