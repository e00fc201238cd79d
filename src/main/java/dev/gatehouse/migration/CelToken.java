package dev.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A word of a CEL expression.
 *
 * @param text as written, quotes included
 * @param spaced whether white space stands in front of it
 */
record CelToken(Kind kind, String text, boolean spaced) {

  enum Kind {
    NAME,
    TEXT,
    NUMBER,
    SIGN
  }

  private static final List<String> SIGNS = List.of("==", "!=", "<=", ">=", "&&", "||");

  boolean is(String word) {
    return text.equals(word) && kind != Kind.TEXT;
  }

  /** What stands between the quotes; null where it is no text. */
  @Nullable String content() {
    return kind == Kind.TEXT ? text.substring(1, text.length() - 1) : null;
  }

  /** The words of an expression; null where it has some that are not understood here. */
  static @Nullable List<CelToken> of(String cel) {
    var tokens = new ArrayList<CelToken>();
    boolean spaced = false;
    int at = 0;
    while (at < cel.length()) {
      char c = cel.charAt(at);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        spaced = true;
        at++;
        continue;
      }
      int end = end(cel, at);
      if (end < 0) {
        return null;
      }
      tokens.add(new CelToken(kind(c), cel.substring(at, end), spaced));
      spaced = false;
      at = end;
    }
    return tokens;
  }

  private static Kind kind(char first) {
    if (first == '\'' || first == '"') {
      return Kind.TEXT;
    }
    return isDigit(first) ? Kind.NUMBER : isLetter(first) ? Kind.NAME : Kind.SIGN;
  }

  private static int end(String cel, int at) {
    char first = cel.charAt(at);
    return switch (kind(first)) {
      case TEXT -> endOfText(cel, at);
      case NAME, NUMBER -> {
        int end = at;
        while (end < cel.length() && continues(cel, end, isDigit(first))) {
          end++;
        }
        // r'', b'' and their like have rules of their own
        boolean prefix = end < cel.length() && isQuote(cel.charAt(end));
        yield prefix ? -1 : end;
      }
      case SIGN -> {
        if (SIGNS.stream().anyMatch(sign -> cel.startsWith(sign, at))) {
          yield at + 2;
        }
        yield "<>!+-*/%?:.,()[]{}".indexOf(first) >= 0 && !cel.startsWith("//", at) ? at + 1 : -1;
      }
    };
  }

  private static boolean continues(String cel, int at, boolean number) {
    char c = cel.charAt(at);
    return isLetter(c) || isDigit(c) || (number && c == '.');
  }

  /** Texts with escapes or three quotes are left to people. */
  private static int endOfText(String cel, int at) {
    int end = cel.indexOf(cel.charAt(at), at + 1);
    if (end < 0 || cel.startsWith("\"\"\"", at) || cel.startsWith("'''", at)) {
      return -1;
    }
    for (int i = at; i < end; i++) {
      if (cel.charAt(i) == '\\' || cel.charAt(i) == '\n' || cel.charAt(i) == '\r') {
        return -1;
      }
    }
    return end + 1;
  }

  private static boolean isQuote(char c) {
    return c == '\'' || c == '"';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
