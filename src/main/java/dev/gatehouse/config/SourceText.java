package dev.gatehouse.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The text of a configuration file, by lines, with its secrets blotted out when it is quoted. */
final class SourceText {

  private static final int LONGEST_EXCERPT = 160;

  /** Behind one of these there may be key material, also where nobody understands the file. */
  private static final List<String> BEFORE_SECRETS =
      List.of(
          "inline:",
          "inline\":",
          "\"k\"",
          "'k'",
          "\"d\"",
          "private key",
          "secret",
          "password",
          "api-key");

  private final String name;
  private final String text;
  private final List<int[]> lines;
  private final List<Span> secrets = new ArrayList<>();

  SourceText(String name, String text) {
    this.name = name;
    this.text = text;
    this.lines = lines(text);
  }

  /** The file's name, as the user gave it. */
  String name() {
    return name;
  }

  String text() {
    return text;
  }

  /** Blots this stretch out of every excerpt to come. */
  void conceal(Span secret) {
    secrets.add(secret);
  }

  /** The last position of the file. */
  Span end() {
    int line = lines.size();
    int column = lines.getLast().length + 1;
    return new Span(line, column, line, column);
  }

  /** Where the code point stands first. */
  Span first(int codePoint) {
    for (int line = 0; line < lines.size(); line++) {
      int[] content = lines.get(line);
      for (int column = 0; column < content.length; column++) {
        if (content[column] == codePoint) {
          return new Span(line + 1, column + 1, line + 1, column + 2);
        }
      }
    }
    return end();
  }

  /** Whether a placeholder stands in this stretch. */
  boolean holdsPlaceholder(Span span) {
    int last = Math.min(span.endLine(), lines.size());
    for (int line = span.line(); line <= last; line++) {
      int[] text = lines.get(line - 1);
      int from = line == span.line() ? Math.min(span.column() - 1, text.length) : 0;
      int to = line == span.endLine() ? Math.min(span.endColumn() - 1, text.length) : text.length;
      if (new String(text, from, Math.max(0, to - from)).contains("$")) {
        return true;
      }
    }
    return false;
  }

  /**
   * A place inside of a scalar.
   *
   * @param line in the scalar's value, from 0
   * @param column in code points, from 0
   * @return the place, or the whole scalar where it cannot be told
   */
  Span inside(Span scalar, int line, int column) {
    return new ScalarPlaces(lines, scalar).at(line, column);
  }

  /** The excerpt a reader is shown for the position; null where there is no such line. */
  @Nullable Excerpt excerpt(Span span) {
    if (span.line() < 1 || span.line() > lines.size()) {
      return null;
    }
    int[] line = concealed(span.line());
    int from = 0;
    int to = line.length;
    if (to > LONGEST_EXCERPT) {
      from = Math.clamp(span.column() - LONGEST_EXCERPT / 2, 0, to - LONGEST_EXCERPT);
      to = from + LONGEST_EXCERPT;
    }
    var shown = new StringBuilder();
    if (from > 0) {
      shown.append('…');
    }
    for (int i = from; i < to; i++) {
      shown.appendCodePoint(printable(line[i]));
    }
    if (to < line.length) {
      shown.append('…');
    }
    int marker = Math.max(0, span.column() - 1 - from) + (from > 0 ? 1 : 0);
    int room = Math.max(1, to - Math.max(from, span.column() - 1));
    return new Excerpt(shown.toString(), marker, Math.min(span.width(), room));
  }

  private int[] concealed(int number) {
    int[] line = lines.get(number - 1).clone();
    int suspicious = suspicious(line);
    concealCredentials(line);
    for (int i = 0; i < line.length; i++) {
      if ((i >= suspicious || secret(number, i + 1)) && !Character.isWhitespace(line[i])) {
        line[i] = '*';
      }
    }
    return line;
  }

  /** The user info of every URL in the line. */
  private static void concealCredentials(int[] line) {
    int authority = -1;
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '/' && i > 0 && line[i - 1] == '/') {
        authority = i + 1;
      } else if (line[i] == '/' || Character.isWhitespace(line[i])) {
        authority = -1;
      } else if (line[i] == '@' && authority >= 0) {
        Arrays.fill(line, authority, i, '*');
      }
    }
  }

  private boolean secret(int line, int column) {
    for (Span span : secrets) {
      if (span.covers(line, column)) {
        return true;
      }
    }
    return false;
  }

  private static int suspicious(int[] line) {
    String text = new String(line, 0, line.length).toLowerCase(Locale.ROOT);
    int first = line.length;
    for (String mark : BEFORE_SECRETS) {
      int at = text.indexOf(mark);
      if (at == 0 || (at > 0 && !isPartOfWord(text.charAt(at - 1)))) {
        first = Math.min(first, text.codePointCount(0, at + mark.length()));
      }
    }
    return first;
  }

  private static boolean isPartOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }

  private static int printable(int codePoint) {
    return Character.isISOControl(codePoint) && codePoint != '\t' ? '\uFFFD' : codePoint;
  }

  /** Breaks lines where SnakeYAML does, so that its positions are ours. */
  private static List<int[]> lines(String text) {
    int[] all = text.codePoints().toArray();
    var lines = new ArrayList<int[]>();
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      int c = all[i];
      boolean crlf = c == '\r' && i + 1 < all.length && all[i + 1] == '\n';
      if (c == '\n' || c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029') {
        lines.add(Arrays.copyOfRange(all, start, i));
        i += crlf ? 1 : 0;
        start = i + 1;
      }
    }
    lines.add(Arrays.copyOfRange(all, start, all.length));
    return lines;
  }
}
