package dev.gatehouse.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;

/**
 * Writes a target whose octets are no text into the encoded head of its request: Netty's encoder
 * writes targets in UTF-8, which cannot say them.
 */
@ChannelHandler.Sharable
final class TargetOctets extends ChannelOutboundHandlerAdapter {

  static final TargetOctets HANDLER = new TargetOctets();

  /** The target of the request about to be encoded, one character an octet. */
  static final AttributeKey<String> OCTETS = AttributeKey.valueOf("gatehouse.target.octets");

  private TargetOctets() {}

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    String octets =
        message instanceof ByteBuf ? context.channel().attr(OCTETS).getAndSet(null) : null;
    var _ =
        context.write(
            octets != null && message instanceof ByteBuf head
                ? withTarget(context, head, octets)
                : message,
            promise);
  }

  /** The head with the octets between its first two spaces. */
  private static ByteBuf withTarget(ChannelHandlerContext context, ByteBuf head, String octets) {
    int begin = head.bytesBefore((byte) ' ') + 1;
    int length =
        head.bytesBefore(head.readerIndex() + begin, head.readableBytes() - begin, (byte) ' ');
    ByteBuf written = context.alloc().buffer(head.readableBytes() + octets.length());
    try {
      written.writeBytes(head, begin);
      written.writeCharSequence(octets, StandardCharsets.ISO_8859_1);
      written.writeBytes(head.skipBytes(length));
      return written;
    } finally {
      head.release();
    }
  }
}
