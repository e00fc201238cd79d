package dev.gatehouse.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of an expression. */
public sealed interface Compiled {

  /** It is a rule. */
  record Sound(Rule rule) implements Compiled {}

  /** It is none. */
  record Unsound(List<Mistake> mistakes) implements Compiled {
    public Unsound {
      mistakes = List.copyOf(mistakes);
    }
  }

  /**
   * Something wrong with an expression.
   *
   * @param line in the expression, from 0
   * @param column in code points, from 0
   * @param message what is wrong
   * @param advice what to do; null where the message says it all
   */
  record Mistake(int line, int column, String message, @Nullable String advice) {}
}
