package dev.gatehouse.config;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables in the place of <code>${NAME}</code> and <code>${NAME:default}</code>;
 * a variable that is empty counts as not set. What a variable holds is not looked at again.
 */
final class Placeholders {

  private static final int DEEPEST = 8;

  private final UnaryOperator<@Nullable String> environment;

  Placeholders(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /** What becomes of a text. */
  sealed interface Outcome {

    /** The text with everything in its place. */
    record Resolved(String text) implements Outcome {}

    /** The text cannot be resolved. */
    record Unresolved(String message, String advice) implements Outcome {}
  }

  static boolean standsIn(String text) {
    return text.contains("${");
  }

  Outcome resolve(String text) {
    if (!standsIn(text) && !text.contains("$\\{")) {
      return new Outcome.Resolved(text);
    }
    var reading = new Reading(text);
    String resolved = reading.text(0);
    return reading.failure != null ? reading.failure : new Outcome.Resolved(resolved);
  }

  private final class Reading {

    private final String text;
    private int at;
    private int unused;
    private Outcome.@Nullable Unresolved failure;

    Reading(String text) {
      this.text = text;
    }

    /** Reads to the end, or inside a default to the brace that closes it. */
    String text(int depth) {
      var out = new StringBuilder();
      int braces = 0;
      while (at < text.length() && failure == null) {
        char c = text.charAt(at);
        if (text.startsWith("$\\{", at)) {
          out.append("${");
          braces++;
          at += 3;
        } else if (text.startsWith("${", at)) {
          out.append(placeholder(depth + 1));
        } else if (depth > 0 && c == '}' && braces == 0) {
          return out.toString();
        } else {
          braces += c == '{' ? 1 : c == '}' ? -1 : 0;
          out.append(c);
          at++;
        }
      }
      return out.toString();
    }

    private String placeholder(int depth) {
      int begin = at;
      String name = name();
      String value = environment.apply(name);
      boolean set = value != null && !value.isEmpty();
      String otherwise = null;
      if (at < text.length() && text.charAt(at) == ':') {
        at++;
        if (depth > DEEPEST) {
          return fail("'${' is nested too deeply", "use fewer defaults of defaults");
        }
        unused += set ? 1 : 0;
        otherwise = text(depth);
        unused -= set ? 1 : 0;
      }
      if (failure == null && (at >= text.length() || text.charAt(at) != '}' || name.isEmpty())) {
        return fail(
            "'" + cut(text.substring(begin)) + "' names no environment variable",
            "write ${NAME} or ${NAME:default}, the name in letters, digits and '_';"
                + " $\\{ stands for a literal ${");
      }
      at++;
      if (set || otherwise != null || unused > 0) {
        return set ? requireNonNull(value) : requireNonNullElse(otherwise, "");
      }
      return fail(
          "the environment variable " + name + (value == null ? " is not set" : " is empty"),
          "set it, or write a default: ${" + name + ":default}");
    }

    private String name() {
      int begin = at + 2;
      at = begin;
      while (at < text.length() && isName(text.charAt(at))) {
        at++;
      }
      return text.substring(begin, at);
    }

    private String fail(String message, String advice) {
      if (failure == null) {
        failure = new Outcome.Unresolved(message, advice);
      }
      return "";
    }
  }

  private static String cut(String text) {
    return text.length() > 30 ? text.substring(0, 30) + "…" : text;
  }

  private static boolean isName(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  }
}
