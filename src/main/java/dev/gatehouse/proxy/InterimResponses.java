package dev.gatehouse.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops the interim responses (RFC 9110, section 15.2), such as 103 Early Hints, that an upstream
 * sends before it agrees to a WebSocket: Reactor Netty takes any but 100 for the final one.
 */
final class InterimResponses extends ChannelInboundHandlerAdapter {

  private boolean inside;
  private boolean passed;
  private boolean dropped;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpResponse response && isInterim(response)) {
      inside = true;
    }
    if (!inside) {
      passed = true;
      context.fireChannelRead(message);
      return;
    }
    inside = !(message instanceof LastHttpContent);
    dropped = true;
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    boolean readOn = dropped && !passed;
    dropped = false;
    passed = false;
    context.fireChannelReadComplete();
    if (readOn) {
      context.read();
    }
  }

  private static boolean isInterim(HttpResponse response) {
    return response.decoderResult().isSuccess()
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        && response.status().code() != 101;
  }
}
