package dev.gatehouse.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands nearest to the socket and closes a connection whose client takes nothing of what waits for
 * it, whatever the protocol, as whoever writes would hold on to an upstream for as long. A
 * connection for which nothing waits may be silent.
 */
final class UntakenOctets extends ChannelHandlerAdapter {

  /** How often it looks while the time passes. */
  static final int LOOKS = 4;

  private final long idleNanos;
  private final Ticker ticker;
  private @Nullable Future<?> looking;
  private @Nullable Future<?> behindAll;
  private @Nullable Object first;
  private long takenOfFirst;
  private long since;

  UntakenOctets(EdgeLimits limits, Ticker ticker) {
    this.idleNanos = limits.idleTimeout().toNanos();
    this.ticker = ticker;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long pause = Math.max(1, idleNanos / LOOKS);
    looking =
        ctx.executor().scheduleWithFixedDelay(() -> look(ctx), pause, pause, TimeUnit.NANOSECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (looking != null) {
      looking.cancel(false);
    }
  }

  private void look(ChannelHandlerContext ctx) {
    ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
    if (waiting == null || waiting.totalPendingWriteBytes() == 0) {
      first = null;
      behindAll = null;
      return;
    }
    if (isAsBefore(waiting)) {
      if (ticker.nanoTime() - since >= idleNanos) {
        end(ctx);
      }
      return;
    }
    since = ticker.nanoTime();
    first = waiting.current();
    takenOfFirst = waiting.currentProgress();
    if (behindAll == null || behindAll.isDone()) {
      // a buffer that has left may be used again: without this mark behind it, it might look as if
      // it had not
      behindAll = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }
  }

  private boolean isAsBefore(ChannelOutboundBuffer waiting) {
    return behindAll != null
        && !behindAll.isDone()
        && waiting.current() == first
        && waiting.currentProgress() == takenOfFirst;
  }

  private static void end(ChannelHandlerContext ctx) {
    // the kernel would keep, and offer for many minutes, what it has for the client already
    ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    // not by way of the protocol, which would have something to say first
    var _ = ctx.close();
  }
}
