package dev.gatehouse.migration;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes texts and remarks as YAML, so that nothing in them can end the line, the quotes or the
 * comment they stand in: they come from files of strangers.
 */
final class YamlText {

  private static final String HARMLESS = "/._-";

  /** What some reader of YAML takes for something else than a text. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "~");

  private static final Set<String> UNITS = Set.of("ms", "s", "m", "h");

  private YamlText() {}

  /** The text, plain where that is safe, else quoted. */
  static String scalar(String text) {
    if (isPlain(text)) {
      return text;
    }
    boolean printable = text.codePoints().allMatch(YamlText::isPrintable);
    boolean single = text.indexOf('"') >= 0 || text.indexOf('\\') >= 0;
    return printable && single ? "'" + text.replace("'", "''") + "'" : quoted(text);
  }

  /** The texts in one line. */
  static String list(List<String> texts) {
    return texts.stream().map(YamlText::scalar).collect(Collectors.joining(", ", "[", "]"));
  }

  /** A remark, which never spans two lines. */
  static String comment(String text) {
    var out = new StringBuilder("# ");
    text.codePoints().forEach(c -> out.appendCodePoint(isPrintable(c) ? c : '?'));
    return out.toString();
  }

  private static boolean isPlain(String text) {
    if (text.isEmpty() || WORDS.contains(text.toLowerCase(Locale.ROOT))) {
      return false;
    }
    if (isDuration(text)) {
      return true;
    }
    char first = text.charAt(0);
    boolean begins = isLetter(first) || (first == '/' && text.length() > 1);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean colon = c == ':' && i + 1 < text.length() && isWithin(text.charAt(i + 1));
      begins &= isLetter(c) || isDigit(c) || HARMLESS.indexOf(c) >= 0 || colon;
    }
    return begins;
  }

  private static boolean isDuration(String text) {
    int digits = 0;
    while (digits < text.length() && isDigit(text.charAt(digits))) {
      digits++;
    }
    return digits > 0 && UNITS.contains(text.substring(digits));
  }

  /** What makes a colon in front of it a part of the text. */
  private static boolean isWithin(char c) {
    return c == '/' || isLetter(c) || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /**
   * Whether it stands for itself: no control, no line break, nothing that turns the text around.
   */
  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static String quoted(String text) {
    var out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                  if (isPrintable(c)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append(String.format(Locale.ROOT, "\\U%08X", c));
                  }
                }
              }
            });
    return out.append('"').toString();
  }
}
