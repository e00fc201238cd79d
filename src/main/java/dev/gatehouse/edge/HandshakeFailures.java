package dev.gatehouse.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind TLS and closes a connection whose handshake has failed. Netty would log it for
 * anyone who connects, and where a client speaks HTTP without TLS, its octets, tokens among them.
 */
final class HandshakeFailures extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(HandshakeFailures.class);

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      end(ctx, handshake.cause());
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        end(ctx, cause);
        return;
      }
    }
    ctx.fireExceptionCaught(failure);
  }

  private static void end(ChannelHandlerContext ctx, Throwable cause) {
    if (LOG.isDebugEnabled()) {
      String reason = cause instanceof NotSslRecordException ? "it is not TLS" : cause.getMessage();
      LOG.debug("the handshake with {} failed: {}", ctx.channel().remoteAddress(), reason);
    }
    var _ = ctx.close();
  }
}
