package dev.gatehouse.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a connection without TLS to show whether it is of HTTP/2: its preface, whole and first
 * of all (RFC 9113, section 3.4). Anything else is HTTP/1. A preface may take as long as a head.
 */
final class PrefaceHandler extends ByteToMessageDecoder {

  private final EdgeLimits limits;
  private final Runnable http1;
  private final Runnable http2;
  private @Nullable Future<?> closing;
  private boolean begun;

  /**
   * Makes one.
   *
   * @param http1 prepares the pipeline for HTTP/1
   * @param http2 prepares it for HTTP/2
   */
  PrefaceHandler(EdgeLimits limits, Runnable http1, Runnable http2) {
    this.limits = limits;
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    closeIn(limits.idleTimeout(), ctx);
  }

  private void closeIn(Duration time, ChannelHandlerContext ctx) {
    if (closing != null) {
      closing.cancel(false);
    }
    Runnable close =
        () -> {
          var _ = ctx.close();
        };
    closing = ctx.executor().schedule(close, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    try {
      int length = Math.min(in.readableBytes(), preface.readableBytes());
      if (!ByteBufUtil.equals(preface, 0, in, in.readerIndex(), length)) {
        http1.run();
        ctx.pipeline().remove(this);
      } else if (length == preface.readableBytes()) {
        http2.run();
        // alone, as the codec is made for it and what follows is for the codec
        out.add(in.readRetainedSlice(length));
        ctx.pipeline().remove(this);
      } else if (!begun) {
        begun = true;
        closeIn(limits.headersTimeout(), ctx);
      }
    } finally {
      preface.release();
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (closing != null) {
      closing.cancel(false);
    }
  }
}
