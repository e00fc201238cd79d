package dev.gatehouse.proxy;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.CLIENT_RESPONSE_HEADER_NAMES;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.ORIGINAL_RESPONSE_CONTENT_TYPE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.isAlreadyRouted;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.setAlreadyRouted;

import dev.gatehouse.upstream.UpstreamRequest;
import dev.gatehouse.upstream.UpstreamResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.Connection;

/**
 * Sends the request to its upstream and puts the response's status and headers where filters expect
 * them; the body is left to {@link ResponseFilter}.
 */
final class RoutingFilter implements GatewayFilter {

  private static final String RESPONSE = UpstreamResponse.class.getName();

  /** What {@code Retry} disposes of before it tries again. */
  private record Abandonable(UpstreamResponse response) implements Connection {

    @Override
    public Channel channel() {
      return response.channel();
    }

    @Override
    public void dispose() {
      response.abandon();
    }
  }

  /** The response an exchange got from its upstream; null where it has asked none. */
  static @Nullable UpstreamResponse response(ServerWebExchange exchange) {
    return exchange.getAttribute(RESPONSE);
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    if (isAlreadyRouted(exchange)) {
      return chain.filter(exchange);
    }
    setAlreadyRouted(exchange);
    Passage passage = Passage.of(exchange);
    return passage
        .gateway()
        .upstream(passage.matchedRoute())
        .exchange(request(exchange, passage))
        .flatMap(response -> goOn(exchange, chain, response));
  }

  /** Who goes away before the response's body is read, and whatever fails, abandons it. */
  private static Mono<Void> goOn(
      ServerWebExchange exchange, GatewayFilterChain chain, UpstreamResponse response) {
    Mono<Void> rest;
    try {
      accept(exchange, response);
      rest = chain.filter(exchange);
    } catch (RuntimeException e) {
      rest = Mono.error(e);
    }
    return rest.doFinally(
        end -> {
          if (end != SignalType.ON_COMPLETE) {
            response.abandon();
          }
        });
  }

  private static UpstreamRequest request(ServerWebExchange exchange, Passage passage) {
    URI url = exchange.getRequiredAttribute(GATEWAY_REQUEST_URL_ATTR);
    return new UpstreamRequest(
        HttpMethod.valueOf(exchange.getRequest().getMethod().name()),
        url,
        passage.upstreamTarget(),
        passage.upstreamHeaders(),
        body(exchange, passage),
        passage.gateway().timeout(passage.matchedRoute()),
        passage.grpc());
  }

  private static @Nullable Flux<ByteBuf> body(ServerWebExchange exchange, Passage passage) {
    return UpstreamHeaders.announceBody(passage.upstreamHeaders())
        ? exchange
            .getRequest()
            .getBody()
            .map(NettyDataBufferFactory::toByteBuf)
            .onErrorMap(RequestBodyFailure::new)
        : null;
  }

  private static void accept(ServerWebExchange exchange, UpstreamResponse upstream) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(HttpStatusCode.valueOf(upstream.status()));
    Map<String, Object> attributes = exchange.getAttributes();
    attributes.put(RESPONSE, upstream);
    attributes.put(CLIENT_RESPONSE_CONN_ATTR, new Abandonable(upstream));
    attributes.put(CLIENT_RESPONSE_HEADER_NAMES, copy(upstream.headers(), response.getHeaders()));
    String contentType = upstream.headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (contentType != null) {
      attributes.put(ORIGINAL_RESPONSE_CONTENT_TYPE_ATTR, contentType);
    }
  }

  /** Copies what is for the client, and says which names that were. */
  private static Set<String> copy(
      io.netty.handler.codec.http.HttpHeaders received, HttpHeaders sent) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    ResponseHeaders.forward(
        received,
        (name, value) -> {
          sent.add(name, value);
          names.add(name);
        });
    return names;
  }
}
