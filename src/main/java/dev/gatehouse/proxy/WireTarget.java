package dev.gatehouse.proxy;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AttributeKey;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * Puts a gRPC call's target on the wire as it is to be: Reactor Netty would parse it as a URI, and
 * could not retry a request whose query is none ({@code |}, a lone {@code %}).
 */
@ChannelHandler.Sharable
final class WireTarget extends ChannelOutboundHandlerAdapter {

  private static final WireTarget HANDLER = new WireTarget();

  private static final AttributeKey<String> TARGET = AttributeKey.valueOf("gatehouse.target");

  private WireTarget() {}

  /**
   * Sets the target of the request on this stream of HTTP/2, which is a channel of its own, one
   * character an octet.
   */
  static void of(Connection stream, String target) {
    stream.channel().attr(TARGET).set(target);
    stream
        .channel()
        .pipeline()
        .addAfter(NettyPipeline.H2ToHttp11Codec, "gatehouse.target", HANDLER);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpRequest request) {
      String target = context.channel().attr(TARGET).getAndSet(null);
      if (target != null) {
        request.setUri(target);
      }
    }
    var _ = context.write(message, promise);
  }
}
