package dev.gatehouse.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.runtime.CelEvaluationException;
import dev.gatehouse.rules.Compiled.Mistake;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes rules of expressions: type-checked, and bounded in what they may cost. Not thread-safe;
 * what the language needs is made with the first expression, as it takes its time.
 */
public final class RuleCompiler {

  private final NetworkReader networks;
  private @Nullable Environment environment;

  /**
   * Makes a compiler.
   *
   * @param networks reads the networks that {@code cidr} gets
   */
  public RuleCompiler(NetworkReader networks) {
    this.networks = networks;
  }

  /** Compiles an expression. */
  public Compiled compile(String source) {
    if (environment == null) {
      environment = new Environment();
    }
    if (source.codePointCount(0, source.length()) > Environment.LONGEST_EXPRESSION) {
      return unsound(
          "the expression is longer than " + Environment.LONGEST_EXPRESSION + " characters",
          "say it in several rules");
    }
    try {
      CelValidationResult result = environment.compiler().compile(source, Environment.NAME);
      return result.hasError() ? unsound(result, source) : planned(result, environment);
    } catch (CelValidationException | CelEvaluationException | StackOverflowError e) {
      return unsound("the expression cannot be compiled", "say it more simply");
    }
  }

  private Compiled planned(CelValidationResult result, Environment language)
      throws CelValidationException, CelEvaluationException {
    CelAbstractSyntaxTree ast = result.getAst();
    var checks = new LiteralChecks(ast, networks);
    if (!checks.mistakes().isEmpty()) {
      return new Compiled.Unsound(checks.mistakes());
    }
    return new Compiled.Sound(
        new Rule(
            result.getSource().getContent().toString(),
            language.runtime().createProgram(ast),
            checks.literals()));
  }

  private static Compiled unsound(CelValidationResult result, String source) {
    List<String> lines = source.lines().toList();
    List<Mistake> mistakes =
        result.getErrors().stream().map(issue -> mistake(issue, lines)).distinct().toList();
    return mistakes.isEmpty()
        ? unsound("the expression cannot be compiled", "say it more simply")
        : new Compiled.Unsound(mistakes);
  }

  private static Mistake mistake(CelIssue issue, List<String> lines) {
    int line = Math.max(0, issue.getSourceLocation().getLine() - 1);
    int column = Math.max(0, issue.getSourceLocation().getColumn());
    String text = line < lines.size() ? lines.get(line) : "";
    int[] rest = text.codePoints().skip(column).toArray();
    return new Mistake(
        line,
        column,
        Hints.message(issue.getMessage()),
        Hints.advice(issue.getMessage(), new String(rest, 0, rest.length)));
  }

  private static Compiled unsound(String message, String advice) {
    return new Compiled.Unsound(List.of(new Mistake(0, 0, message, advice)));
  }
}
