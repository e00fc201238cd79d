package dev.gatehouse.config;

import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Prints problems as a compiler does, or as JSON. */
final class ProblemReport {

  private ProblemReport() {}

  static String text(String file, List<Problem> problems) {
    if (problems.isEmpty()) {
      return "";
    }
    var out = new StringBuilder();
    for (Problem problem : problems) {
      append(out, file, problem);
    }
    long errors = problems.stream().filter(p -> p.severity() == Severity.ERROR).count();
    long warnings = problems.size() - errors;
    out.append(file).append(": ");
    if (errors > 0) {
      out.append(counted(errors, "error"));
      out.append(warnings > 0 ? ", " : "");
    }
    if (warnings > 0) {
      out.append(counted(warnings, "warning"));
    }
    return out.append('\n').toString();
  }

  static String json(String file, List<Problem> problems) {
    var out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartArray();
      for (Problem problem : problems) {
        json.writeStartObject();
        json.writeStringProperty("severity", problem.severity().word());
        json.writeStringProperty("file", file);
        json.writeNumberProperty("line", problem.line());
        json.writeNumberProperty("column", problem.column());
        json.writeStringProperty("path", problem.path());
        json.writeStringProperty("message", problem.message());
        writeNullable(json, "advice", problem.advice());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    return out.toString();
  }

  private static void writeNullable(JsonGenerator json, String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, value);
    }
  }

  /** What is wrong and where, without excerpt and advice. */
  static String line(String file, Problem problem) {
    boolean placed = problem.line() > 0;
    String place = placed ? problem.line() + ":" + problem.column() + ":" : "";
    boolean elsewhere = !placed && !problem.path().isEmpty();
    return file
        + ":"
        + place
        + " "
        + problem.severity().word()
        + ": "
        + printable(problem.message())
        + (elsewhere ? " (" + printable(problem.path()) + ")" : "");
  }

  private static void append(StringBuilder out, String file, Problem problem) {
    out.append(line(file, problem)).append('\n');
    Excerpt excerpt = problem.excerpt();
    if (excerpt != null) {
      String number = Integer.toString(problem.line());
      out.append("  ").append(number).append(" | ").append(excerpt.text()).append('\n');
      out.append("  ").repeat(' ', number.length()).append(" | ");
      appendMarker(out, excerpt);
      out.append('\n');
    }
    if (problem.advice() != null) {
      out.append("  help: ").append(printable(problem.advice())).append('\n');
    }
  }

  private static void appendMarker(StringBuilder out, Excerpt excerpt) {
    excerpt
        .text()
        .codePoints()
        .limit(excerpt.marker())
        .forEach(c -> out.append(c == '\t' ? '\t' : ' '));
    out.append('^').repeat('~', Math.max(0, excerpt.width() - 1));
  }

  /** What the file says may hold anything, a terminal's commands included. */
  private static String printable(String text) {
    var out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
    return out.toString();
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
