package dev.gatehouse.edge;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a path by what servers are known to read differently in it (contract, section 8). The
 * query is none of its business.
 */
public final class PathGuard {

  private static final PathVerdict[] CLEAR = verdicts();
  private static final PathVerdict NOT_A_PATH =
      new PathVerdict.Ambiguous("the target does not begin with a slash");
  private static final PathVerdict DOT_SEGMENT =
      new PathVerdict.Ambiguous("the path has a dot segment");
  private static final PathVerdict BACKSLASH =
      new PathVerdict.Ambiguous("the path has a backslash");
  private static final PathVerdict CONTROL =
      new PathVerdict.Ambiguous("the path has a control character");
  private static final PathVerdict FRAGMENT =
      new PathVerdict.Ambiguous("the path has a number sign");
  private static final PathVerdict NOT_ASCII =
      new PathVerdict.Ambiguous("the path has an octet that is not ASCII and not percent-encoded");
  private static final PathVerdict BAD_ESCAPE =
      new PathVerdict.Ambiguous("the path has a malformed percent-encoding");
  private static final PathVerdict ESCAPED_ESCAPE =
      new PathVerdict.Ambiguous("the path has a percent-encoding that is percent-encoded itself");
  private static final PathVerdict BAD_UTF8 = new PathVerdict.Ambiguous("the path is not UTF-8");

  private final String path;
  private int at;
  private int oddities;

  /** Of the segment that is being read. */
  private int dots;

  private boolean dotsOnly = true;
  private boolean empty;
  private boolean parameters;
  private @Nullable Utf8 utf8;

  private PathGuard(String path) {
    this.path = path;
  }

  /**
   * Judges a path.
   *
   * @param rawPath the path as it stands in the request, percent-encoded, without the query
   */
  public static PathVerdict judge(String rawPath) {
    if (rawPath.isEmpty() || rawPath.charAt(0) != '/') {
      return NOT_A_PATH;
    }
    return new PathGuard(rawPath).judge();
  }

  private PathVerdict judge() {
    at = 1;
    empty = true;
    while (at < path.length()) {
      char c = path.charAt(at);
      PathVerdict refused = c == '%' ? escape() : plain(c);
      if (refused != null) {
        return refused;
      }
    }
    if (isDotSegment()) {
      return DOT_SEGMENT;
    }
    return utf8 == null || utf8.isComplete() ? CLEAR[oddities] : BAD_UTF8;
  }

  private @Nullable PathVerdict plain(char c) {
    at++;
    if (c == '#') {
      return FRAGMENT;
    }
    if (c >= 0x80) {
      return NOT_ASCII;
    }
    return octet(c, false);
  }

  private @Nullable PathVerdict escape() {
    int octet = decoded(at);
    if (octet < 0) {
      return BAD_ESCAPE;
    }
    at += 3;
    if (octet != '%') {
      return octet(octet, true);
    }
    mark(PathOddity.ENCODED_PERCENT);
    // a server that decodes once more, or again and again, must not find a dot segment either
    int inner = at;
    while (path.startsWith("25", inner)) {
      inner += 2;
    }
    if (hidesHexDigit(inner) || (isHexDigit(inner) && hidesHexDigit(inner + 1))) {
      // %25%32%65 is a dot to who decodes twice; nobody encodes a digit but to hide an escape
      return ESCAPED_ESCAPE;
    }
    int hidden =
        inner + 1 < path.length() ? fromHex(path.charAt(inner), path.charAt(inner + 1)) : -1;
    if (hidden < 0 || hidden >= 0x80) {
      dotsOnly = dotsOnly && parameters;
      return text('%');
    }
    at = inner + 2;
    return octet(hidden, true);
  }

  private boolean isHexDigit(int index) {
    return index < path.length() && hex(path.charAt(index)) >= 0;
  }

  /** Whether an escape, itself encoded however often, stands there for a hexadecimal digit. */
  private boolean hidesHexDigit(int index) {
    if (index >= path.length() || path.charAt(index) != '%') {
      return false;
    }
    int inner = index + 1;
    while (path.startsWith("25", inner)) {
      inner += 2;
    }
    int octet =
        inner + 1 < path.length() ? fromHex(path.charAt(inner), path.charAt(inner + 1)) : -1;
    return octet >= 0 && octet < 0x80 && hex((char) octet) >= 0;
  }

  private @Nullable PathVerdict octet(int octet, boolean encoded) {
    if (octet == '/') {
      return slash(encoded);
    }
    if (octet == '\\') {
      return BACKSLASH;
    }
    if (octet < ' ' || octet == 0x7f || (octet == ' ' && !encoded)) {
      return CONTROL;
    }
    if (octet == ';') {
      mark(PathOddity.SEMICOLON);
      parameters = true;
    } else if (!parameters) {
      // ..;x is a dot segment to servers that take path parameters out first
      dotsOnly = dotsOnly && octet == '.';
      dots++;
    }
    return text(octet);
  }

  private @Nullable PathVerdict text(int octet) {
    empty = false;
    if (utf8 == null && octet < 0x80) {
      return null;
    }
    if (utf8 == null) {
      utf8 = new Utf8();
    }
    return utf8.next(octet) ? null : BAD_UTF8;
  }

  private @Nullable PathVerdict slash(boolean encoded) {
    if (isDotSegment()) {
      return DOT_SEGMENT;
    }
    if (encoded) {
      mark(PathOddity.ENCODED_SLASH);
    }
    if (empty) {
      mark(PathOddity.DOUBLE_SLASH);
    }
    dots = 0;
    dotsOnly = true;
    parameters = false;
    PathVerdict refused = text('/');
    empty = true;
    return refused;
  }

  private boolean isDotSegment() {
    return dotsOnly && (dots == 1 || dots == 2);
  }

  private void mark(PathOddity oddity) {
    oddities |= oddity.bit();
  }

  private int decoded(int percent) {
    return percent + 2 < path.length()
        ? fromHex(path.charAt(percent + 1), path.charAt(percent + 2))
        : -1;
  }

  private static int fromHex(char high, char low) {
    return hex(high) < 0 || hex(low) < 0 ? -1 : hex(high) << 4 | hex(low);
  }

  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  private static PathVerdict[] verdicts() {
    var verdicts = new PathVerdict[1 << PathOddity.values().length];
    for (int mask = 0; mask < verdicts.length; mask++) {
      Set<PathOddity> oddities = EnumSet.noneOf(PathOddity.class);
      for (PathOddity oddity : PathOddity.values()) {
        if ((mask & oddity.bit()) != 0) {
          oddities.add(oddity);
        }
      }
      verdicts[mask] = new PathVerdict.Clear(Collections.unmodifiableSet(oddities));
    }
    return verdicts;
  }
}
