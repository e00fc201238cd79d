package dev.gatehouse.rules;

import dev.cel.common.exceptions.CelIterationLimitExceededException;

/**
 * How much of a token and a request one evaluation may look at: a list within a loop over another
 * must not hold up the event loop.
 */
final class Budget {

  /** Elements and members looked at; some milliseconds of work. */
  static final int STEPS = 200_000;

  /** Characters that regular expressions are held against, at some 10 MB a second. */
  static final int MATCHED = 64 * 1024;

  private int steps;
  private int matched;

  /** Notes one element or member. */
  void step() {
    if (++steps > STEPS) {
      throw new CelIterationLimitExceededException(STEPS);
    }
  }

  /** Notes a text that a regular expression is held against. */
  void match(String text) {
    matched += text.length();
    if (matched > MATCHED || matched < 0) {
      throw new CelIterationLimitExceededException(MATCHED);
    }
  }
}
