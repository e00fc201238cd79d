package dev.gatehouse.proxy;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.isAlreadyRouted;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.setAlreadyRouted;

import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** Takes WebSockets out of the chain, with the headers of {@link LastWordFilter}. */
final class WebSocketFilter implements GatewayFilter {

  private static final String VERSION_HEADER = "Sec-WebSocket-Version";
  private static final String VERSION = "13";

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    URI url = exchange.getRequiredAttribute(GATEWAY_REQUEST_URL_ATTR);
    ServerHttpRequest request = exchange.getRequest();
    boolean upgrade = "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade());
    boolean only = url.getScheme().equals("ws") || url.getScheme().equals("wss");
    if (isAlreadyRouted(exchange) || !(upgrade || only)) {
      return chain.filter(exchange);
    }
    setAlreadyRouted(exchange);
    if (!upgrade || !isHandshake(request)) {
      return Mono.error(new ResponseStatusException(HttpStatus.BAD_REQUEST));
    }
    if (!VERSION.equals(request.getHeaders().getFirst(VERSION_HEADER))) {
      return refuseVersion(exchange.getResponse());
    }
    Passage passage = Passage.of(exchange);
    return passage
        .gateway()
        .upstream(passage.matchedRoute())
        .webSockets()
        .proxy(
            exchange,
            only ? url : URI.create("ws" + url.toString().substring("http".length())),
            request.getHeaders(),
            passage.gateway().timeout(passage.matchedRoute()));
  }

  /**
   * Whether both sides could upgrade (RFC 6455, section 4.2.1): no HTTP/1.0 request asks for it.
   */
  private static boolean isHandshake(ServerHttpRequest request) {
    HttpServerRequest received = ServerHttpRequestDecorator.getNativeRequest(request);
    return request.getMethod().equals(HttpMethod.GET)
        && request.getHeaders().containsHeader("Sec-WebSocket-Key")
        && received.version().compareTo(HttpVersion.HTTP_1_1) >= 0;
  }

  /** Says which version there is (RFC 6455, section 4.4). */
  private static Mono<Void> refuseVersion(ServerHttpResponse response) {
    response.setStatusCode(HttpStatus.UPGRADE_REQUIRED);
    response.getHeaders().set(VERSION_HEADER, VERSION);
    return response.setComplete();
  }
}
