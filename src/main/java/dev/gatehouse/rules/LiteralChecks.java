package dev.gatehouse.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExprVisitor;
import dev.cel.runtime.RuntimeHelpers;
import dev.gatehouse.rules.Compiled.Mistake;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the literals of an expression that functions would read anew for every request, and could
 * only fail on then: patterns, networks, times, zones.
 */
final class LiteralChecks extends CelExprVisitor {

  /** Instructions; RE2 takes time in their number times the text's length. */
  private static final int LARGEST_PATTERN = 1_000;

  private static final int LONGEST_PATTERN = 500;
  private static final Set<String> OF_A_ZONE =
      Set.of(
          "getFullYear",
          "getMonth",
          "getDate",
          "getDayOfMonth",
          "getDayOfWeek",
          "getDayOfYear",
          "getHours",
          "getMinutes",
          "getSeconds",
          "getMilliseconds");

  private final CelAbstractSyntaxTree ast;
  private final NetworkReader reader;
  private final Map<String, Pattern> patterns = new HashMap<>();
  private final Map<String, Predicate<String>> networks = new HashMap<>();
  private final List<Mistake> mistakes = new ArrayList<>();

  LiteralChecks(CelAbstractSyntaxTree ast, NetworkReader reader) {
    this.ast = ast;
    this.reader = reader;
    visit(ast);
  }

  /** What is wrong with them. */
  List<Mistake> mistakes() {
    return mistakes;
  }

  /** What was made of them. */
  Evaluation.Literals literals() {
    return new Evaluation.Literals(patterns, networks, reader);
  }

  @Override
  protected void visit(CelExpr expr, CelComprehension loop) {
    for (String name : List.of(loop.iterVar(), loop.iterVar2())) {
      if (Environment.ROOTS.contains(name)) {
        note(expr, "'" + name + "' cannot name the elements of a loop", "take another name");
      }
    }
    super.visit(expr, loop);
  }

  @Override
  protected void visit(CelExpr expr, CelCall call) {
    List<CelExpr> arguments = new ArrayList<>(call.args());
    call.target().ifPresent(target -> arguments.add(0, target));
    String last = arguments.isEmpty() ? null : text(arguments.getLast());
    switch (call.function()) {
      case Environment.MATCHES -> checkPattern(arguments.getLast(), last);
      case Environment.CIDR -> checkNetwork(arguments.getLast(), last);
      case "timestamp" ->
          check(arguments, last, DateTimeFormatter.ISO_OFFSET_DATE_TIME::parse, "time");
      case "duration" ->
          check(arguments, last, RuntimeHelpers::createJavaDurationFromString, "duration");
      default -> {
        if (OF_A_ZONE.contains(call.function()) && arguments.size() == 2) {
          check(arguments, last, ZoneId::of, "time zone");
        }
      }
    }
    super.visit(expr, call);
  }

  private void checkPattern(CelExpr at, @Nullable String pattern) {
    if (pattern == null) {
      note(
          at,
          "the pattern of 'matches' must be a literal",
          "what comes with a request could say what it matches: compare with '==' or"
              + " 'startsWith' instead");
      return;
    }
    try {
      Pattern compiled = pattern.length() > LONGEST_PATTERN ? null : Pattern.compile(pattern);
      if (compiled == null || compiled.programSize() > LARGEST_PATTERN) {
        note(at, "the pattern is too large", "repeat less of it, or match a part of the text");
      } else {
        patterns.put(pattern, compiled);
      }
    } catch (PatternSyntaxException e) {
      note(
          at,
          "this is no pattern: " + e.getDescription(),
          "its language is RE2, which has no look-around and no back references");
    }
  }

  private void checkNetwork(CelExpr at, @Nullable String network) {
    if (network != null) {
      try {
        networks.put(network, reader.read(network));
      } catch (IllegalArgumentException e) {
        note(at, String.valueOf(e.getMessage()), null);
      }
    }
  }

  private void check(
      List<CelExpr> arguments, @Nullable String literal, Reading reading, String kind) {
    if (literal != null) {
      try {
        reading.read(literal);
      } catch (DateTimeException | IllegalArgumentException _) {
        note(arguments.getLast(), "this is no " + kind, example(kind));
      }
    }
  }

  private static String example(String kind) {
    return switch (kind) {
      case "time" -> "such as '2026-01-31T08:00:00Z'";
      case "duration" -> "such as '90s', '15m' or '24h'";
      default -> "such as 'Europe/Berlin' or '+02:00'";
    };
  }

  private static @Nullable String text(CelExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? expr.constant().stringValue()
        : null;
  }

  private void note(CelExpr at, String message, @Nullable String advice) {
    Integer offset = ast.getSource().getPositionsMap().get(at.id());
    var place = ast.getSource().getOffsetLocation(offset == null ? 0 : offset).orElse(null);
    mistakes.add(
        new Mistake(
            place == null ? 0 : Math.max(0, place.getLine() - 1),
            place == null ? 0 : Math.max(0, place.getColumn()),
            message,
            advice));
  }

  /** Reads a literal. */
  @FunctionalInterface
  private interface Reading {
    Object read(String literal);
  }
}
