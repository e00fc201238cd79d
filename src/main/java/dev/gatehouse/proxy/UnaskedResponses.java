package dev.gatehouse.proxy;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Closes a WebSocket's connection on which an upstream says more than it was asked before it has
 * agreed (RFC 9112, section 9.2): Reactor Netty drops what it says and gives the connection back to
 * the pool, where the next handshake, another client's, would get it for an answer. Stands behind
 * {@link InterimResponses}.
 */
final class UnaskedResponses extends ChannelDuplexHandler {

  private boolean asked;

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpRequest) {
      asked = true;
    }
    var _ = context.write(message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!asked && message instanceof HttpObject) {
      ReferenceCountUtil.release(message);
      var _ = context.close();
      return;
    }
    if (message instanceof HttpResponse response && leavesABodyUnread(response)) {
      HttpUtil.setKeepAlive(response, false);
    }
    if (message instanceof LastHttpContent) {
      asked = false;
    }
    context.fireChannelRead(message);
  }

  /** Whether it announces a body where there is none (RFC 9112, section 6.3): Netty reads none. */
  private static boolean leavesABodyUnread(HttpResponse response) {
    String length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return response.status().equals(HttpResponseStatus.NO_CONTENT)
        && length != null
        && !HttpHeaderValues.ZERO.contentEquals(length);
  }
}
