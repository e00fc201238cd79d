package dev.gatehouse.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the HTTP codec, passes on what {@link RequestFraming} vouches for, and tells
 * {@link AnswerHandler} behind the codec of the first violation, in its place in the stream.
 */
final class FramingHandler extends ChannelDuplexHandler {

  private final RequestFraming framing;
  private final ConnectionClock clock;
  private @Nullable ByteBuf held;
  private boolean passedOn;

  FramingHandler(RequestFraming framing, ConnectionClock clock) {
    this.framing = framing;
    this.clock = clock;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (!(msg instanceof ByteBuf arrived)) {
      ctx.fireChannelRead(msg);
      return;
    }
    if (clock.isStopped() && !framing.isOpaque()) {
      arrived.release();
      return;
    }
    ByteBuf octets = arrived;
    if (held != null) {
      octets = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, arrived);
      held = null;
    }
    int vouched = framing.read(octets);
    clock.octetsArrived();
    passOn(ctx, octets, vouched);
    Violation violation = framing.violation();
    if (violation != null) {
      passedOn = true;
      ctx.fireChannelRead(violation);
    }
  }

  private void passOn(ChannelHandlerContext ctx, ByteBuf octets, int vouched) {
    if (vouched == octets.readableBytes() && vouched > 0) {
      passedOn = true;
      ctx.fireChannelRead(octets);
      return;
    }
    ByteBuf good = vouched > 0 ? octets.readRetainedSlice(vouched) : null;
    if (framing.violation() == null) {
      held = octets;
    } else {
      octets.release();
    }
    if (good != null) {
      passedOn = true;
      ctx.fireChannelRead(good);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    clock.readCompleted();
    boolean heardNothing = !passedOn;
    passedOn = false;
    ctx.fireChannelReadComplete();
    if (heardNothing && !ctx.channel().config().isAutoRead()) {
      // nobody behind this handler was told anything, so nobody asks for more
      read(ctx);
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    clock.readRequested();
    ctx.read();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ReferenceCountUtil.release(held);
    held = null;
  }
}
