package dev.gatehouse.rules;

import dev.cel.common.CelErrorCode;
import org.jspecify.annotations.Nullable;

/** Why a rule has no value for a request. Nothing of the request or the token is told with it. */
public enum Failure {
  /** It reads what is not there. */
  ABSENT("it reads a claim, header or parameter that is not there"),
  /** It gets a value of another type than it needs. */
  WRONG_TYPE("a value is of another type than it needs"),
  /** A number is out of bounds. */
  OUT_OF_RANGE("a number, time or index is out of range"),
  /** A function cannot do with what it got. */
  BAD_ARGUMENT("a function got a text it cannot read"),
  /** It is cut off. */
  CUT_OFF("it takes too many steps"),
  /** It reads what nobody told of the request. */
  UNKNOWN_FACT("it reads what is not known of the request"),
  /** It has no truth. */
  NO_TRUTH("its value is neither true nor false"),
  /** Anything else. */
  UNEXPECTED("its evaluation failed");

  private final String reason;

  Failure(String reason) {
    this.reason = reason;
  }

  /** The reason as part of a sentence. */
  public String reason() {
    return reason;
  }

  static Failure of(@Nullable CelErrorCode code) {
    if (code == null) {
      return UNEXPECTED;
    }
    return switch (code) {
      case ATTRIBUTE_NOT_FOUND -> ABSENT;
      case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD, TYPE_NOT_FOUND -> WRONG_TYPE;
      case NUMERIC_OVERFLOW, DIVIDE_BY_ZERO, INDEX_OUT_OF_BOUNDS -> OUT_OF_RANGE;
      case INVALID_ARGUMENT, BAD_FORMAT, DUPLICATE_ATTRIBUTE -> BAD_ARGUMENT;
      case ITERATION_BUDGET_EXCEEDED -> CUT_OFF;
      case INTERNAL_ERROR -> UNEXPECTED;
    };
  }
}
