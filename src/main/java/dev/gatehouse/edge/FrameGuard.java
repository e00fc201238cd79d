package dev.gatehouse.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the HTTP/2 codec and ends a connection that takes too long with a head, has no
 * request for too long, or keeps the server busy with frames that carry nothing, and a stream whose
 * client takes nothing of its answer, or sends its body octet by octet. Of what is in the frames
 * Netty guards its own: resets (CVE-2023-44487), empty frames and continuations.
 */
final class FrameGuard extends ChannelDuplexHandler {

  private final Frames frames = Frames.received(this::dataReceived);
  private final Frames sent = Frames.sent(this::dataSent);
  private final Set<Integer> dribbling = new HashSet<>();
  private final Ticker ticker;
  private final FrameAllowance allowance;
  private final Farewell farewell;
  private final long headNanos;
  private final long idleNanos;
  private @Nullable Http2Connection connection;
  private @Nullable ShutWindows windows;
  private @Nullable HeaderTable table;
  private @Nullable Future<?> task;
  private long taskAt;
  private long blockBegan;
  private long idleSince;
  private boolean over;

  FrameGuard(EdgeLimits limits, Farewell farewell, Ticker ticker) {
    this.farewell = farewell;
    this.ticker = ticker;
    this.allowance = new FrameAllowance(frames, sent, ticker);
    this.headNanos = limits.headersTimeout().toNanos();
    this.idleNanos = limits.idleTimeout().toNanos();
    this.idleSince = ticker.nanoTime();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    farewell.includeHttp2(ctx.channel());
    settle(ctx);
    arm(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (over || !(msg instanceof ByteBuf octets)) {
      ReferenceCountUtil.release(msg);
      return;
    }
    boolean wasUnfinished = frames.isUnfinished();
    long finished = frames.finished();
    long begun = frames.headers();
    frames.read(octets);
    BegunRequests.ofThisLoop().add(frames.headers() - begun);
    if (frames.isUnfinished() && (!wasUnfinished || frames.finished() > finished)) {
      blockBegan = ticker.nanoTime();
    }
    ctx.fireChannelRead(octets);
    settle(ctx);
    if (table != null) {
      table.bound();
    }
    if (allowance.isFlooded()) {
      end(ctx, Http2Error.ENHANCE_YOUR_CALM);
    } else {
      if (!dribbling.isEmpty()) {
        reset(ctx, dribbling, Http2Error.ENHANCE_YOUR_CALM);
        dribbling.clear();
      }
      arm(ctx);
    }
  }

  /** The stream alone is at fault: a proxy may send those of many clients by one connection. */
  private void dataReceived(int stream, int octets) {
    if (octets < FrameAllowance.OCTETS_PER_DATA_FRAME && allowance.isDribbled()) {
      dribbling.add(stream);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (msg instanceof ByteBuf octets) {
      sent.read(octets);
    }
    var _ = ctx.write(msg, promise);
  }

  private void dataSent(int stream, int octets) {
    if (windows != null && octets > 0) {
      windows.sent(stream);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  private void stop() {
    over = true;
    if (task != null) {
      task.cancel(false);
      task = null;
    }
  }

  private void arm(ChannelHandlerContext ctx) {
    long deadline = deadline();
    if (over || (task != null && deadline - taskAt >= 0)) {
      return;
    }
    if (task != null) {
      task.cancel(false);
    }
    taskAt = deadline;
    long delay = Math.max(0, deadline - ticker.nanoTime());
    task = ctx.executor().schedule(() -> check(ctx), delay, TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext ctx) {
    task = null;
    cutUntaken(ctx);
    if (deadline() - ticker.nanoTime() > 0) {
      arm(ctx);
    } else {
      end(ctx, frames.isUnfinished() ? Http2Error.ENHANCE_YOUR_CALM : Http2Error.NO_ERROR);
    }
  }

  private void cutUntaken(ChannelHandlerContext ctx) {
    if (windows != null) {
      var overdue = windows.overdue(ticker.nanoTime(), ctx.channel().isWritable());
      reset(ctx, overdue, Http2Error.CANCEL);
    }
  }

  private void reset(ChannelHandlerContext ctx, Collection<Integer> streams, Http2Error error) {
    ChannelHandlerContext codec = ctx.pipeline().context(Http2FrameCodec.class);
    if (codec == null || connection == null || streams.isEmpty()) {
      return;
    }
    Http2ConnectionEncoder encoder = ((Http2FrameCodec) codec.handler()).encoder();
    for (int stream : streams) {
      if (connection.stream(stream) != null) {
        var _ = encoder.writeRstStream(codec, stream, error.code(), codec.newPromise());
      }
    }
    codec.flush();
  }

  /** Without TLS the codec is there only once the preface has been read. */
  private void settle(ChannelHandlerContext ctx) {
    var codec = connection == null ? ctx.pipeline().get(Http2FrameCodec.class) : null;
    if (codec != null) {
      // a farewell waits for the streams however long they take
      codec.gracefulShutdownTimeoutMillis(-1);
      connection = codec.connection();
      windows = new ShutWindows(connection, idleNanos);
      table = new HeaderTable(codec);
      connection.addListener(new StreamEnds(windows));
      ctx.pipeline().addLast(new Unlogged());
    }
  }

  private long deadline() {
    if (frames.isUnfinished()) {
      return blockBegan + headNanos;
    }
    if (connection != null && connection.numActiveStreams() > 0) {
      idleSince = ticker.nanoTime();
      return idleSince + idleNanos / UntakenOctets.LOOKS;
    }
    return idleSince + idleNanos;
  }

  private void end(ChannelHandlerContext ctx, Http2Error error) {
    stop();
    Runnable close =
        () -> {
          var _ = ctx.close();
        };
    // by way of the codec, but the connection is not to wait for its streams
    ctx.channel().writeAndFlush(new DefaultHttp2GoAwayFrame(error)).addListener(_ -> close.run());
    // nor for a client that reads nothing
    var closing = ctx.executor().schedule(close, LastWords.LINGER_MILLIS, TimeUnit.MILLISECONDS);
    ctx.channel().closeFuture().addListener(_ -> closing.cancel(false));
  }

  private final class StreamEnds extends Http2ConnectionAdapter {

    private final ShutWindows ended;

    StreamEnds(ShutWindows ended) {
      this.ended = ended;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      idleSince = ticker.nanoTime();
      ended.closed(stream.id());
    }
  }

  /**
   * Of what is malformed the codec has told the client, and a client that is gone needs no telling;
   * a log of either would be for anyone to fill.
   */
  private static final class Unlogged extends ChannelInboundHandlerAdapter {

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (!(cause instanceof Http2Exception || cause instanceof IOException)) {
        ctx.fireExceptionCaught(cause);
      }
    }
  }
}
