package dev.gatehouse.config;

import java.util.List;

/**
 * Finds in the file what stands at a place of a scalar's value: behind its quotes and escapes, or
 * in the lines of a block. Where lines were folded, only the scalar itself can be told.
 */
final class ScalarPlaces {

  private final List<int[]> lines;
  private final Span scalar;

  ScalarPlaces(List<int[]> lines, Span scalar) {
    this.lines = lines;
    this.scalar = scalar;
  }

  /**
   * The place.
   *
   * @param line in the value, from 0
   * @param column in code points, from 0
   */
  Span at(int line, int column) {
    if (scalar.line() == scalar.endLine()) {
      return line == 0 ? inline(column) : scalar;
    }
    int[] header = lines.get(scalar.line() - 1);
    int indicator = scalar.column() - 1;
    return indicator < header.length && header[indicator] == '|' ? inBlock(line, column) : scalar;
  }

  private Span inline(int column) {
    int[] text = lines.get(scalar.line() - 1);
    int at = scalar.column() - 1;
    int quote = text[at];
    boolean quoted = quote == '"' || quote == '\'';
    at += quoted ? 1 : 0;
    for (int i = 0; i < column && at < text.length; i++) {
      at += quoted ? width(text, at, quote) : 1;
    }
    return point(scalar.line(), Math.min(at, scalar.endColumn() - 1));
  }

  /** How many characters of the file stand for one of the value (YAML 1.2, section 5.7). */
  private static int width(int[] text, int at, int quote) {
    if (quote == '\'') {
      return text[at] == quote ? 2 : 1;
    }
    if (text[at] != '\\' || at + 1 >= text.length) {
      return 1;
    }
    return switch (text[at + 1]) {
      case 'x' -> 4;
      case 'u' -> 6;
      case 'U' -> 10;
      default -> 2;
    };
  }

  private Span inBlock(int line, int column) {
    int first = scalar.line();
    while (first < lines.size() && indentation(lines.get(first)) == lines.get(first).length) {
      first++;
    }
    int number = scalar.line() + line + 1;
    if (first >= lines.size() || number > scalar.endLine() || number > lines.size()) {
      return scalar;
    }
    int indentation = indentation(lines.get(first));
    return point(number, Math.min(indentation + column, lines.get(number - 1).length));
  }

  private static int indentation(int[] line) {
    int spaces = 0;
    while (spaces < line.length && line[spaces] == ' ') {
      spaces++;
    }
    return spaces;
  }

  private static Span point(int line, int index) {
    return new Span(line, index + 1, line, index + 2);
  }
}
