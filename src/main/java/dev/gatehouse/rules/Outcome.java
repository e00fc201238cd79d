package dev.gatehouse.rules;

/** What a rule says of a request. */
public sealed interface Outcome {

  /** It holds, or does not. */
  enum Truth implements Outcome {
    TRUE,
    FALSE
  }

  /**
   * It cannot be evaluated.
   *
   * @param offset where in the expression, in code points from 0; negative where nobody knows
   */
  record Failed(Failure failure, int offset) implements Outcome {}
}
