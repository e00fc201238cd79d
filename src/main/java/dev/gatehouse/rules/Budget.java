package dev.gatehouse.rules;

import com.google.re2j.Pattern;
import dev.cel.common.exceptions.CelIterationLimitExceededException;

/**
 * How much of a token and a request one evaluation may look at: a list within a loop over another
 * must not hold up the event loop.
 */
final class Budget {

  /** Elements and members looked at; some milliseconds of work. */
  static final int STEPS = 200_000;

  /**
   * Characters of texts read: each may be searched, taken apart or copied, and a loop does so in
   * every turn with a header as long as the client likes.
   */
  static final int READ = 1024 * 1024;

  /** Characters that a regular expression of usual size is held against, some 10 MB a second. */
  static final int MATCHED = 64 * 1024;

  /** Instructions of such an expression; RE2 takes time in their number times the text's length. */
  private static final int USUAL_PATTERN = 64;

  private int steps;
  private int read;
  private long matched;

  /** Notes one element or member. */
  void step() {
    steps(1);
  }

  /** Notes as many elements or members, no more than a token or a request has. */
  void steps(int count) {
    steps += count;
    if (steps > STEPS) {
      throw new CelIterationLimitExceededException(STEPS);
    }
  }

  /** Notes a value that was read. */
  <T> T read(T value) {
    if (value instanceof String text) {
      read += text.length();
      if (read > READ) {
        throw new CelIterationLimitExceededException(READ);
      }
    }
    return value;
  }

  /** Notes a text that a regular expression is held against. */
  void match(Pattern pattern, String text) {
    matched += (long) text.length() * Math.max(USUAL_PATTERN, pattern.programSize());
    if (matched > (long) MATCHED * USUAL_PATTERN) {
      throw new CelIterationLimitExceededException(MATCHED);
    }
  }
}
