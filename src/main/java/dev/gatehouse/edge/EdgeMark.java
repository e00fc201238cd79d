package dev.gatehouse.edge;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Tells the doors whether the edge stands in front of a request. It always does; a server that was
 * put together otherwise, by us or by another version of a library, serves nobody.
 */
public final class EdgeMark {

  private static final AttributeKey<Boolean> KEY = AttributeKey.valueOf(EdgeMark.class, "KEY");

  private EdgeMark() {}

  static void set(Channel channel) {
    channel.attr(KEY).set(true);
  }

  static void remove(Channel channel) {
    channel.attr(KEY).set(null);
  }

  /** Whether the request came by the edge. */
  public static boolean isOn(HttpServerRequest request) {
    return request instanceof Connection connection
        && Boolean.TRUE.equals(connection.channel().attr(KEY).get());
  }
}
