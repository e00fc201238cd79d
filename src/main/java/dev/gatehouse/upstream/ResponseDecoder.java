package dev.gatehouse.upstream;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Reads the responses of one connection, each as that to the method it was told of last. */
final class ResponseDecoder extends HttpResponseDecoder {

  private static final int LARGEST_HEADERS = 64 * 1024;
  private static final int LONGEST_STATUS_LINE = 8 * 1024;
  private static final int LARGEST_PART = 64 * 1024;

  private boolean toHead;

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
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage response) {
    return toHead || super.isContentAlwaysEmpty(response);
  }

  /** Whether octets came that belong to no response yet. */
  boolean hasMore() {
    return actualReadableBytes() > 0;
  }
}
