package dev.gatehouse.proxy;

import java.util.List;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The filters from one of them on. Spring Cloud Gateway's own chain sorts all filters anew for
 * every request.
 */
record FilterChain(List<GatewayFilter> filters, int next) implements GatewayFilterChain {

  @Override
  public Mono<Void> filter(ServerWebExchange exchange) {
    return Mono.defer(() -> next == filters.size() ? Mono.empty() : pass(exchange));
  }

  private Mono<Void> pass(ServerWebExchange exchange) {
    try {
      return filters.get(next).filter(exchange, new FilterChain(filters, next + 1));
    } catch (StackOverflowError e) {
      // as in RouteTable
      return Mono.error(new IllegalStateException("a filter recurses", e));
    }
  }
}
