package dev.gatehouse.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops an upstream's interim responses (RFC 9110, section 15.2), such as 103 Early Hints. Reactor
 * Netty takes any but 100 for the final one, and would give the connection back to the pool with
 * the final response still to come: the next request's client would get it. A 101 is let through,
 * for whoever asked for it.
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
