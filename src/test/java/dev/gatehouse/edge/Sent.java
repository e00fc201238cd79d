package dev.gatehouse.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps the octets that a server of HTTP/2 writes. */
final class Sent extends ChannelOutboundHandlerAdapter {

  private static final int GOAWAY = 7;

  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    ByteBuf written = (ByteBuf) msg;
    byte[] copy = new byte[written.readableBytes()];
    written.getBytes(written.readerIndex(), copy);
    octets.writeBytes(copy);
    var _ = ctx.write(msg, promise);
  }

  /** The errors of all frames of this type: resets or goodbyes. */
  List<Integer> errors(int type) {
    List<Integer> errors = new ArrayList<>();
    ByteBuffer frames = ByteBuffer.wrap(octets.toByteArray());
    while (frames.hasRemaining()) {
      int word = frames.getInt();
      int payload = frames.position() + 5;
      if ((word & 0xff) == type) {
        errors.add(frames.getInt(payload + (type == GOAWAY ? 4 : 0)));
      }
      frames.position(payload + (word >>> 8));
    }
    return errors;
  }
}
