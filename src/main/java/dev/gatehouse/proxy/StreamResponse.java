package dev.gatehouse.proxy;

import dev.gatehouse.upstream.UpstreamResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/**
 * A response over a stream of HTTP/2, which Reactor Netty reads.
 *
 * @param loop the connection's
 */
record StreamResponse(HttpClientResponse head, Connection connection, EventLoop loop)
    implements UpstreamResponse {

  static StreamResponse of(HttpClientResponse head, Connection connection) {
    return new StreamResponse(head, connection, connection.channel().eventLoop());
  }

  @Override
  public int status() {
    return head.status().code();
  }

  @Override
  public HttpHeaders headers() {
    return head.responseHeaders();
  }

  @Override
  public @Nullable ByteBuf whole() {
    return null;
  }

  @Override
  public Flux<ByteBuf> body() {
    return connection.inbound().receive().retain();
  }

  @Override
  public Supplier<@Nullable HttpHeaders> trailers() {
    var fields = new AtomicReference<@Nullable HttpHeaders>();
    var _ = head.trailerHeaders().subscribe(fields::set);
    return fields::get;
  }

  @Override
  public Channel channel() {
    return connection.channel();
  }

  /** On the connection's own thread, lest it become another's in between. */
  @Override
  public void abandon() {
    if (loop.inEventLoop()) {
      connection.dispose();
    } else {
      loop.execute(connection::dispose);
    }
  }

  @Override
  public String toString() {
    return "StreamResponse[" + status() + "]";
  }
}
