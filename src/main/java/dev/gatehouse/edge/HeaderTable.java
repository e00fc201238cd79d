package dev.gatehouse.edge;

import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/**
 * Bounds what is remembered of the headers of answers, to write them shorter the next time. A
 * client says how much it remembers itself (RFC 9113, section 6.5.2), up to 4 GB, and Netty would
 * remember as much: with each answer at least its {@code X-Request-Id}, for as long as the
 * connection lasts. RFC 7541, section 4.2, leaves it to us to remember less.
 */
final class HeaderTable {

  /** The size that a connection begins with. */
  static final long LARGEST = Http2CodecUtil.DEFAULT_HEADER_TABLE_SIZE;

  private final Http2HeadersEncoder.Configuration headers;

  HeaderTable(Http2FrameCodec codec) {
    this.headers = codec.encoder().configuration().headersConfiguration();
  }

  /** To be called when the client may have said another size. */
  void bound() {
    if (headers.maxHeaderTableSize() > LARGEST) {
      try {
        headers.maxHeaderTableSize(LARGEST);
      } catch (Http2Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
