package dev.gatehouse.edge;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The header lines that decide where a request ends, read from the octets as they came, before
 * Netty's decoder folds, trims and normalises them (RFC 9112, sections 5 and 6).
 */
final class HeadFields {

  static final long CHUNKED = -1;

  /**
   * The most lines there may be. Netty keeps names in a table in which a client can make all of
   * them collide, so that thousands of short ones would hold up an event loop for seconds.
   */
  static final int MOST = 256;

  private int lines;
  private int contentLengths;
  private long contentLength;
  private int transferEncodings;
  private boolean chunked;
  private boolean hixie;

  /** Forgets the last request's. */
  void reset() {
    lines = 0;
    contentLengths = 0;
    contentLength = 0;
    transferEncodings = 0;
    chunked = false;
    hixie = false;
  }

  /**
   * Reads a line.
   *
   * @param end behind the line's last octet, its CR and LF not counted
   * @return what is wrong with it; null where nothing is
   */
  @Nullable String read(ByteBuf in, int start, int end) {
    lines++;
    int colon = start;
    while (colon < end && Tokens.isTokenCharacter(in.getByte(colon))) {
      colon++;
    }
    String wrong = syntaxError(in, start, colon, end);
    if (wrong != null) {
      return wrong;
    }
    int valueStart = colon + 1;
    int valueEnd = end;
    while (valueStart < valueEnd && isBlank(in.getByte(valueStart))) {
      valueStart++;
    }
    while (valueEnd > valueStart && isBlank(in.getByte(valueEnd - 1))) {
      valueEnd--;
    }
    return framing(in, start, colon - start, valueStart, valueEnd - valueStart);
  }

  private static @Nullable String syntaxError(ByteBuf in, int start, int colon, int end) {
    byte first = in.getByte(start);
    if (isBlank(first)) {
      return "a header line begins with white space";
    }
    if (colon == end || in.getByte(colon) != ':') {
      return "a header's name has a character that names can't have, or no colon behind it";
    }
    if (colon == start) {
      return "a header line has no name";
    }
    for (int i = colon + 1; i < end; i++) {
      byte c = in.getByte(i);
      if (Tokens.isControl(c)) {
        return "a header's value has a control character";
      }
    }
    return null;
  }

  private @Nullable String framing(
      ByteBuf in, int name, int nameLength, int value, int valueLength) {
    switch (nameLength) {
      case 14 -> {
        if (matches(in, name, "content-length")) {
          return contentLength(in, value, valueLength);
        }
        return frames(in, name, "content", "length");
      }
      case 17 -> {
        if (matches(in, name, "transfer-encoding")) {
          transferEncodings++;
          chunked = valueLength == 7 && matches(in, value, "chunked");
        } else {
          return frames(in, name, "transfer", "encoding");
        }
      }
      case 18 ->
          hixie =
              hixie
                  || matches(in, name, "sec-websocket-key1")
                  || matches(in, name, "sec-websocket-key2");
      default -> {}
    }
    return null;
  }

  /** Servers that read {@code _} as {@code -} would see a length where nobody else does. */
  private static @Nullable String frames(ByteBuf in, int name, String first, String second) {
    return matches(in, name, first) && matches(in, name + first.length() + 1, second)
        ? "a header's name is another spelling of one that frames the body"
        : null;
  }

  private @Nullable String contentLength(ByteBuf in, int value, int length) {
    contentLengths++;
    contentLength = 0;
    boolean bad = length == 0 || length > 18 || (length > 1 && in.getByte(value) == '0');
    for (int i = 0; i < length && !bad; i++) {
      int digit = in.getByte(value + i) - '0';
      bad = digit < 0 || digit > 9;
      contentLength = contentLength * 10 + digit;
    }
    return bad ? "Content-Length is not a plain decimal number" : null;
  }

  /** Whether there may be no more lines. */
  boolean isFull() {
    return lines >= MOST;
  }

  /** What is wrong with the lines together; null where nothing is. */
  @Nullable String conflict(boolean http10) {
    if (contentLengths > 1) {
      return "Content-Length is there more than once";
    }
    if (transferEncodings > 0) {
      if (contentLengths > 0) {
        return "Transfer-Encoding and Content-Length contradict each other";
      }
      if (http10) {
        return "HTTP/1.0 has no Transfer-Encoding";
      }
      if (transferEncodings > 1 || !chunked) {
        return "Transfer-Encoding is not just \"chunked\"";
      }
    }
    // Netty reads 8 octets of body then, which no other server does
    return hixie ? "Sec-WebSocket-Key1 and -Key2 belong to a withdrawn draft" : null;
  }

  /** The octets of the body, or {@link #CHUNKED}. */
  long bodyLength() {
    return transferEncodings > 0 ? CHUNKED : contentLength;
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }

  private static boolean matches(ByteBuf in, int start, String lowerCase) {
    for (int i = 0; i < lowerCase.length(); i++) {
      int c = in.getByte(start + i);
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
