package dev.gatehouse.proxy;

import java.util.function.Predicate;

/** The elements of a header line's list, read as Spring reads them. */
final class HeaderValues {

  private HeaderValues() {}

  /** Whether one of the elements passes. */
  static boolean any(String line, Predicate<String> passes) {
    var element = new StringBuilder(line.length());
    boolean quoted = false;
    boolean trim = true;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && (element.isEmpty() || quoted)) {
        // an opening quote, also one right behind another; else a closing one
        boolean opens = element.isEmpty();
        quoted = opens;
        trim = trim && opens;
      } else if (c == '\\' && quoted && i < line.length() - 1) {
        i++;
        element.append(line.charAt(i));
      } else if (c == ',' && !quoted) {
        if (passes(element, trim, passes)) {
          return true;
        }
        element.setLength(0);
        trim = false;
      } else if (quoted || (!element.isEmpty() && trim) || !Character.isWhitespace(c)) {
        element.append(c);
      }
    }
    return !element.isEmpty() && passes(element, trim, passes);
  }

  private static boolean passes(StringBuilder element, boolean trim, Predicate<String> passes) {
    String text = trim ? element.toString().trim() : element.toString();
    return !text.isEmpty() && passes.test(text);
  }
}
