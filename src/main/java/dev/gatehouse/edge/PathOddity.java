package dev.gatehouse.edge;

import org.jspecify.annotations.Nullable;

/**
 * What servers read differently in a path, so that it is refused unless the route has it in {@code
 * allowInPath} (contract, section 8).
 */
public enum PathOddity {
  ENCODED_SLASH(1, "%2F", "the path has an encoded slash"),
  ENCODED_PERCENT(2, "%25", "the path has an encoded percent sign"),
  SEMICOLON(4, ";", "the path has a semicolon"),
  DOUBLE_SLASH(8, "//", "the path has an empty segment");

  private final int bit;
  private final String spelling;
  private final String detail;

  PathOddity(int bit, String spelling, String detail) {
    this.bit = bit;
    this.spelling = spelling;
    this.detail = detail;
  }

  /** A bit of its own. */
  int bit() {
    return bit;
  }

  /** How {@code allowInPath} spells it. */
  public String spelling() {
    return spelling;
  }

  /** The sentence a client is told. */
  public String detail() {
    return detail;
  }

  /** The oddity that {@code allowInPath} spells so, in any case; null where there is none. */
  public static @Nullable PathOddity spelled(String text) {
    for (PathOddity oddity : values()) {
      if (oddity.spelling.equalsIgnoreCase(text)) {
        return oddity;
      }
    }
    return null;
  }
}
