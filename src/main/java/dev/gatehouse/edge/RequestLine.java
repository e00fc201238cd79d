package dev.gatehouse.edge;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The line {@code method SP request-target SP HTTP-version} (RFC 9112, section 3). */
final class RequestLine {

  private static final byte[] HEAD = "HEAD ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTP_1 = " HTTP/1.".getBytes(StandardCharsets.US_ASCII);

  private RequestLine() {}

  /** What is wrong with the line; null where nothing is. */
  static @Nullable String error(ByteBuf in, int start, int end) {
    int at = start;
    while (at < end && Tokens.isTokenCharacter(in.getByte(at))) {
      at++;
    }
    if (at == start || at == end || in.getByte(at) != ' ') {
      return "the request line does not begin with a method and a space";
    }
    int target = ++at;
    while (at < end && isTargetCharacter(in.getByte(at))) {
      at++;
    }
    if (at == target) {
      return "the request line has no target behind its method and a single space";
    }
    if (!startsWith(in, at, end, HTTP_1) || end - at != HTTP_1.length + 1) {
      return "the request line does not end in a space and HTTP/1.1";
    }
    byte minor = in.getByte(end - 1);
    return minor == '0' || minor == '1' ? null : "the version is neither HTTP/1.1 nor HTTP/1.0";
  }

  /** Whether the line begins as a {@code HEAD} request's. */
  static boolean isHead(ByteBuf in, int start, int end) {
    return startsWith(in, start, end, HEAD);
  }

  private static boolean startsWith(ByteBuf in, int start, int end, byte[] text) {
    if (end - start < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (in.getByte(start + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTargetCharacter(byte c) {
    return c < 0 || (c > ' ' && c < 0x7f);
  }
}
