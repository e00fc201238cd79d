package dev.gatehouse.proxy;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Hands WebSockets to Spring Cloud Gateway's filter, over the connections of the gateway. */
final class WebSocketFilter implements GatewayFilter {

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    return Passage.of(exchange).gateway().webSockets().filter(exchange, chain);
  }
}
