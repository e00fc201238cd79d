package dev.gatehouse.edge;

import io.netty.buffer.ByteBuf;

/** The line in front of a chunk: its size, and extensions nobody uses (RFC 9112, section 7.1). */
final class ChunkLine {

  static final int LONGEST = 4096;

  /** What all the lines of a body may take beyond what chunks of 16 octets would. */
  static final long MOST_OVERHEAD = 16 * 1024;

  private static final int NONE = -1;

  private final ByteBuf in;
  private final int end;
  private int at;

  private ChunkLine(ByteBuf in, int start, int end) {
    this.in = in;
    this.at = start;
    this.end = end;
  }

  /**
   * The size of the chunk.
   *
   * @param end behind the line's last octet, its CR and LF not counted
   * @return the size in octets; -1 where the line is malformed
   */
  static int size(ByteBuf in, int start, int end) {
    var line = new ChunkLine(in, start, end);
    int size = line.readSize();
    while (size >= 0 && line.at < end) {
      if (!line.readExtension()) {
        return NONE;
      }
    }
    return size;
  }

  /**
   * What a body's lines take beyond what chunks of 16 octets would, which is how its sender makes a
   * server read without end for next to nothing (CVE-2023-39326).
   *
   * @param before the overhead of the lines before
   * @param line the length of the line
   * @param size the size of its chunk
   */
  static long overhead(long before, int line, int size) {
    return Math.max(0, before + line - 16L - 2L * size);
  }

  private int readSize() {
    long size = 0;
    int start = at;
    while (at < end) {
      int digit = Character.digit(in.getByte(at), 16);
      if (digit < 0) {
        break;
      }
      size = size << 4 | digit;
      at++;
    }
    int digits = at - start;
    return digits == 0 || digits > 8 || size > Integer.MAX_VALUE ? NONE : (int) size;
  }

  private boolean readExtension() {
    skipBlanks();
    if (!skip(';')) {
      return false;
    }
    skipBlanks();
    if (!readToken()) {
      return false;
    }
    int name = at;
    skipBlanks();
    if (!skip('=')) {
      // blanks may only stand in front of the next extension
      boolean more = at < end && in.getByte(at) == ';';
      return more || at == name;
    }
    skipBlanks();
    return skip('"') ? readQuoted() : readToken();
  }

  private boolean readToken() {
    int start = at;
    while (at < end && Tokens.isTokenCharacter(in.getByte(at))) {
      at++;
    }
    return at > start;
  }

  private boolean readQuoted() {
    while (at < end) {
      byte c = in.getByte(at++);
      if (c == '"') {
        return true;
      }
      if (c == '\\' && at < end) {
        c = in.getByte(at++);
      }
      if (Tokens.isControl(c)) {
        return false;
      }
    }
    return false;
  }

  private boolean skip(char c) {
    if (at < end && in.getByte(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < end && (in.getByte(at) == ' ' || in.getByte(at) == '\t')) {
      at++;
    }
  }
}
