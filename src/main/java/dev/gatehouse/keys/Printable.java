package dev.gatehouse.keys;

/** Text from outside, made fit for a log line. */
final class Printable {

  private static final int LONGEST = 120;

  private Printable() {}

  /** The text without control characters, cut where it is long. */
  static String text(String raw) {
    var safe = new StringBuilder(Math.min(raw.length(), LONGEST + 1));
    for (int i = 0; i < raw.length() && i < LONGEST; i++) {
      char c = raw.charAt(i);
      boolean printable =
          !Character.isISOControl(c) && !Character.isSurrogate(c) && !isInvisible(c);
      safe.append(printable ? c : '?');
    }
    return raw.length() > LONGEST ? safe.append('…').toString() : safe.toString();
  }

  private static boolean isInvisible(char c) {
    int type = Character.getType(c);
    return type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
