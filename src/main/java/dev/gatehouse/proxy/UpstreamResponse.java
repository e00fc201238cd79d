package dev.gatehouse.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/**
 * An upstream's response whose body is still to be read, once. Whoever holds it reads the body to
 * its end, or abandons it.
 *
 * @param loop the connection's
 * @param whole the body where it came with the head; unpooled; null where it is still to come
 */
record UpstreamResponse(
    HttpClientResponse head, Connection connection, EventLoop loop, @Nullable ByteBuf whole) {

  private static final String ATTRIBUTE = UpstreamResponse.class.getName();

  /** The response an exchange got from its upstream; null where it has asked none. */
  static @Nullable UpstreamResponse of(ServerWebExchange exchange) {
    return exchange.getAttribute(ATTRIBUTE);
  }

  void travelWith(ServerWebExchange exchange) {
    exchange.getAttributes().put(ATTRIBUTE, this);
  }

  static UpstreamResponse of(HttpClientResponse head, Connection connection) {
    Channel channel = connection.channel();
    return new UpstreamResponse(
        head, connection, channel.eventLoop(), WholeBodies.of(channel, head.responseHeaders()));
  }

  /** The status code, also one that no registry knows. */
  int status() {
    return head.status().code();
  }

  /** The header fields as received. */
  HttpHeaders headers() {
    return head.responseHeaders();
  }

  /** The body as it arrives; each buffer is the reader's to release. */
  Flux<ByteBuf> body() {
    return whole == null
        ? connection.inbound().receive().retain()
        : Flux.just(whole.retainedDuplicate());
  }

  /**
   * Closes the connection, which is good for no other request, unless the body has come to its end:
   * then it may be another's already. On its own thread, lest it become so in between.
   */
  void abandon() {
    if (loop.inEventLoop()) {
      connection.dispose();
    } else {
      loop.execute(connection::dispose);
    }
  }

  @Override
  public String toString() {
    return "UpstreamResponse[" + status() + "]";
  }
}
