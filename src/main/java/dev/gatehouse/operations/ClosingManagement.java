package dev.gatehouse.operations;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Makes each answer on the management port the last of its connection. Reactor Netty may stop
 * reading a kept one whose next request comes while the work of the last one ends
 * (reactor-netty#4361): the request is never answered, and no idle timeout closes the connection.
 */
final class ClosingManagement implements WebFilter, Ordered {

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
    return chain.filter(exchange);
  }

  /** In front of {@link ReadOnlyManagement}, which answers itself. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
