package dev.gatehouse.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;

/**
 * Breaks a connection off in the middle of an answer. A client that reads until the end would take
 * a connection that is closed in order for the body's end.
 */
public final class Cutoff {

  private Cutoff() {}

  /** Sends what is written, and ends the connection with a reset; of HTTP/2, the stream alone. */
  public static void cut(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    if (tls != null) {
      channel.pipeline().addAfter(tls.name(), null, new BeneathTls(tls));
    }
    var _ = channel.close();
  }

  /**
   * Closes without the close_notify that TLS would send, which says that the answer is whole (RFC
   * 8446, section 6.1).
   */
  private static final class BeneathTls extends ChannelOutboundHandlerAdapter {

    private final ChannelHandlerContext tls;

    BeneathTls(ChannelHandlerContext tls) {
      this.tls = tls;
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
      context.flush();
      var _ = tls.close(promise);
    }
  }
}
