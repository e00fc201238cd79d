package dev.gatehouse.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.netty.NettyPipeline;

/**
 * Ends connections before their servers stop. Once it has begun, each answer is the last of its
 * HTTP/1 connection and says so (RFC 9112, section 9.6), and the client sends its next request by
 * another, to whoever serves by then. At its end, clients of HTTP/2 are told that no further
 * request is taken (RFC 9113, section 6.8); what is in flight is answered. A connection that were
 * merely closed would lose the request that is just on its way.
 */
public final class Farewell {

  private static final String NAME = "gatehouse.farewell";

  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup http2 = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private volatile boolean begun;
  private volatile boolean ended;

  /** Counts a connection among those that will have to end. */
  void include(Channel connection) {
    connections.add(connection);
    if (begun) {
      install(connection.pipeline());
    }
  }

  /** Counts a connection of HTTP/2 among them. */
  void includeHttp2(Channel connection) {
    http2.add(connection);
    if (ended) {
      var _ = connection.close();
    }
  }

  /** Begins; nothing of it was on a request's path before. */
  public void begin() {
    begun = true;
    for (Channel connection : connections) {
      connection.eventLoop().execute(() -> install(connection.pipeline()));
    }
  }

  /** Tells the clients of HTTP/2, and every later one. */
  public void end() {
    ended = true;
    // the codec makes a GOAWAY of it, and closes when the last stream has ended
    var _ = http2.close();
  }

  private static void install(ChannelPipeline pipeline) {
    // an upgraded connection has left HTTP, and its traffic handler, behind
    if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null && pipeline.get(NAME) == null) {
      pipeline.addAfter(NettyPipeline.HttpTrafficHandler, NAME, new LastAnswer());
    }
  }

  /** Marks answers before the traffic handler sees them, which then closes behind them. */
  private static final class LastAnswer extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      if (msg instanceof HttpResponse response
          && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
        HttpUtil.setKeepAlive(response, false);
      }
      var _ = ctx.write(msg, promise);
    }
  }
}
