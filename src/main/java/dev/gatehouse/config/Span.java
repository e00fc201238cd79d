package dev.gatehouse.config;

/**
 * A stretch of the file; lines and columns count from 1, columns in code points.
 *
 * @param endColumn the column behind the last code point
 */
public record Span(int line, int column, int endLine, int endColumn) {

  /** How many columns a marker below the first line covers, at least one. */
  int width() {
    return endLine == line ? Math.max(1, endColumn - column) : Integer.MAX_VALUE;
  }

  boolean covers(int atLine, int atColumn) {
    boolean afterStart = atLine > line || (atLine == line && atColumn >= column);
    boolean beforeEnd = atLine < endLine || (atLine == endLine && atColumn < endColumn);
    return afterStart && beforeEnd;
  }
}
