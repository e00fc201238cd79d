package dev.gatehouse.proxy;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_PREDICATE_ROUTE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.WeightCalculatorWebFilter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The routes of one configuration, in the order they are asked; the first that matches serves. */
public final class RouteTable {

  private final List<CompiledRoute> routes;
  private final @Nullable WeightCalculatorWebFilter weights;

  RouteTable(List<CompiledRoute> routes, @Nullable WeightCalculatorWebFilter weights) {
    this.routes = List.copyOf(routes);
    this.weights = weights;
  }

  /** What is to be told of the routes, in their order. */
  public List<RouteSummary> summaries() {
    return routes.stream().map(RouteSummary::of).toList();
  }

  /**
   * The route that serves the request, noted in the exchange for its filters; null where none does.
   *
   * @throws RuntimeException as a predicate throws it: a predicate that fails has not said no
   */
  @Nullable CompiledRoute match(ServerWebExchange exchange) {
    if (weights != null) {
      // draws a route of every group, at once
      weights.filter(exchange, _ -> Mono.empty());
    }
    for (int i = 0; i < routes.size(); i++) {
      CompiledRoute candidate = routes.get(i);
      exchange.getAttributes().put(GATEWAY_PREDICATE_ROUTE_ATTR, candidate.id());
      if (serves(candidate, exchange)) {
        exchange.getAttributes().remove(GATEWAY_PREDICATE_ROUTE_ATTR);
        exchange.getAttributes().put(GATEWAY_ROUTE_ATTR, candidate.route());
        return candidate;
      }
    }
    exchange.getAttributes().remove(GATEWAY_PREDICATE_ROUTE_ATTR);
    return null;
  }

  private static boolean serves(CompiledRoute candidate, ServerWebExchange exchange) {
    try {
      return candidate.predicate().test(exchange);
    } catch (StackOverflowError e) {
      // regular expressions recurse; Reactor would let the error kill the event loop's task
      throw new IllegalStateException("the predicates of " + candidate.id() + " recurse", e);
    }
  }
}
