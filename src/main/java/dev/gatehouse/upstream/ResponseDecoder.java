package dev.gatehouse.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Reads the responses of one connection, each as that to the method it was told of last. Octets
 * between a response's end and the next request belong to nobody: they are noted, and not read.
 */
final class ResponseDecoder extends HttpResponseDecoder {

  private static final int LARGEST_HEADERS = 64 * 1024;
  private static final int LONGEST_STATUS_LINE = 8 * 1024;
  private static final int LARGEST_PART = 16 * 1024;

  private boolean toHead;
  private boolean expected;
  private boolean interim;
  private boolean more;

  ResponseDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxHeaderSize(LARGEST_HEADERS)
            .setMaxInitialLineLength(LONGEST_STATUS_LINE)
            .setMaxChunkSize(LARGEST_PART));
  }

  /** The next response is to a request of this method. */
  void expect(HttpMethod method) {
    toHead = method.equals(HttpMethod.HEAD);
    expected = true;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage response) {
    return toHead || super.isContentAlwaysEmpty(response);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf octets, List<Object> out)
      throws Exception {
    if (!expected) {
      more |= octets.isReadable();
      octets.skipBytes(octets.readableBytes());
      return;
    }
    int before = out.size();
    super.decode(context, octets, out);
    for (int i = before; i < out.size(); i++) {
      Object part = out.get(i);
      if (part instanceof HttpResponse head) {
        interim = ResponseHead.isInterim(head);
      }
      if (part instanceof LastHttpContent) {
        expected = interim;
      }
    }
  }

  /** Whether octets came that belong to no response. */
  boolean hasMore() {
    return more;
  }
}
