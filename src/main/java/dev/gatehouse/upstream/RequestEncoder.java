package dev.gatehouse.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a request whose target has one character an octet: Netty would write UTF-8, in which not
 * every target can be said.
 */
final class RequestEncoder extends HttpRequestEncoder {

  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

  @Override
  protected void encodeInitialLine(ByteBuf line, HttpRequest request) {
    line.writeCharSequence(request.method().asciiName(), StandardCharsets.US_ASCII);
    line.writeByte(' ');
    line.writeCharSequence(request.uri(), StandardCharsets.ISO_8859_1);
    line.writeBytes(VERSION);
  }
}
