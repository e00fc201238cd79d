package dev.gatehouse.edge;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client may still be sending. Closed outright, the octets nobody has
 * read would make the kernel reset the connection, and the client might lose the answer that tells
 * it what is wrong (RFC 9112, section 9.6).
 */
public final class LastWords {

  /** How long what still comes is dropped. */
  static final long LINGER_MILLIS = 2000;

  private LastWords() {}

  /** Ends our half, reads and drops what still comes for two seconds at most, and closes. */
  public static void linger(Channel channel) {
    if (!channel.isActive() || !(channel instanceof DuplexChannel duplex)) {
      var _ = channel.close();
      return;
    }
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    var ended = tls == null ? duplex.shutdownOutput() : tls.closeOutbound();
    ended.addListener(_ -> channel.config().setAutoRead(true));
    Runnable close =
        () -> {
          var _ = channel.close();
        };
    var closing = channel.eventLoop().schedule(close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(_ -> closing.cancel(false));
  }
}
