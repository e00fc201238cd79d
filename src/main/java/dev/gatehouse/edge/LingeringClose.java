package dev.gatehouse.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import reactor.netty.Connection;

/**
 * Makes the next close of a connection a lingering one, as a client that still sends would lose the
 * answer to a reset.
 */
final class LingeringClose extends ChannelOutboundHandlerAdapter {

  private static final String NAME = "gatehouse.linger";

  private boolean closing;

  /** Prepares the connection of a request whose body nobody reads. */
  static void on(Connection connection) {
    if (connection.channel().pipeline().get(NAME) == null) {
      connection.channel().pipeline().addFirst(NAME, new LingeringClose());
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (closing) {
      var _ = context.close(promise);
      return;
    }
    closing = true;
    context.channel().closeFuture().addListener(_ -> promise.trySuccess());
    LastWords.linger(context.channel());
  }
}
