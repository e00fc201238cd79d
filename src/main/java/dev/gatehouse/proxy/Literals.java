package dev.gatehouse.proxy;

import java.util.ArrayList;
import java.util.List;

/** What is literal in patterns of paths and hosts. */
final class Literals {

  private Literals() {}

  /** Whether no character of the text is special in a pattern. */
  static boolean isLiteral(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("*?{}".indexOf(text.charAt(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** The segments that every path of the pattern begins with, decoded. */
  static List<String> firstSegments(String pattern) {
    List<String> literals = new ArrayList<>();
    int start = 1;
    while (pattern.startsWith("/") && start <= pattern.length()) {
      int slash = pattern.indexOf('/', start);
      String segment = pattern.substring(start, slash < 0 ? pattern.length() : slash);
      if (segment.isEmpty() || !isLiteral(segment)) {
        break;
      }
      literals.add(segment);
      start = slash < 0 ? pattern.length() + 1 : slash + 1;
    }
    return literals;
  }

  /** The labels that every host of the pattern ends with, the last first. */
  static List<String> lastLabels(String pattern) {
    List<String> literals = new ArrayList<>();
    int end = pattern.length();
    while (end > 0) {
      int dot = pattern.lastIndexOf('.', end - 1);
      String label = pattern.substring(dot + 1, end);
      if (!isLiteral(label)) {
        break;
      }
      if (!label.isEmpty()) {
        literals.add(label);
      }
      end = dot;
    }
    return literals;
  }
}
