package dev.gatehouse.rules;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import dev.gatehouse.request.UnknownFact;
import java.time.DateTimeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A condition, compiled. Immutable; any number of threads may evaluate it at once. */
public final class Rule {

  private static final String MESSAGE_BEFORE_POSITION = "evaluation error at ";

  private final String source;
  private final Program program;
  private final Evaluation.Literals literals;

  Rule(String source, Program program, Evaluation.Literals literals) {
    this.source = source;
    this.program = program;
    this.literals = literals;
  }

  /** The expression. It may hold what an environment variable brought. */
  public String source() {
    return source;
  }

  /** What the rule says of a request. Whatever goes wrong is told and never thrown. */
  public Outcome evaluate(RuleFacts facts) {
    var evaluation = new Evaluation(facts, literals);
    try {
      Object value = program.eval(evaluation, evaluation);
      if (value instanceof Boolean holds) {
        return holds ? Outcome.Truth.TRUE : Outcome.Truth.FALSE;
      }
      return new Outcome.Failed(Failure.NO_TRUTH, -1);
    } catch (CelEvaluationException e) {
      return new Outcome.Failed(failure(e), offset(e.getMessage()));
    } catch (UnknownFact e) {
      return new Outcome.Failed(Failure.UNKNOWN_FACT, -1);
    } catch (StackOverflowError e) {
      // to Reactor it is fatal, and the request would get no answer at all
      return new Outcome.Failed(Failure.CUT_OFF, -1);
    } catch (RuntimeException e) {
      return new Outcome.Failed(Failure.UNEXPECTED, -1);
    }
  }

  private static Failure failure(CelEvaluationException e) {
    if (Evaluation.cause(e, UnknownFact.class) != null) {
      return Failure.UNKNOWN_FACT;
    }
    boolean outOfTime =
        Evaluation.cause(e, ArithmeticException.class) != null
            || Evaluation.cause(e, DateTimeException.class) != null;
    Failure failure = Failure.of(e.getErrorCode());
    return failure == Failure.UNEXPECTED && outOfTime ? Failure.OUT_OF_RANGE : failure;
  }

  /** The message may quote claims, so nothing but the position is taken from it. */
  private static int offset(@Nullable String message) {
    String text = Objects.requireNonNullElse(message, "");
    int digits = MESSAGE_BEFORE_POSITION.length() + Environment.NAME.length() + 1;
    if (!text.startsWith(MESSAGE_BEFORE_POSITION + Environment.NAME + ":")) {
      return -1;
    }
    int offset = 0;
    int at = digits;
    while (at < text.length() && at < digits + 6 && Character.isDigit(text.charAt(at))) {
      offset = offset * 10 + Character.digit(text.charAt(at), 10);
      at++;
    }
    return at == digits ? -1 : offset;
  }

  @Override
  public String toString() {
    return "Rule";
  }
}
