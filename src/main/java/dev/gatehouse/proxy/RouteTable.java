package dev.gatehouse.proxy;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_PREDICATE_MATCHED_PATH_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_PREDICATE_MATCHED_PATH_ROUTE_ID_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_PREDICATE_ROUTE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.URI_TEMPLATE_VARIABLES_ATTRIBUTE;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.WeightCalculatorWebFilter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The routes of one configuration, in the order they are asked; the first that matches serves. */
public final class RouteTable {

  private final List<CompiledRoute> routes;
  private final RouteIndex index;
  private final @Nullable WeightCalculatorWebFilter weights;

  RouteTable(List<CompiledRoute> routes, @Nullable WeightCalculatorWebFilter weights) {
    this.routes = List.copyOf(routes);
    this.index =
        RouteIndex.of(routes.stream().map(route -> route.predicates().plainOnes()).toList());
    this.weights = weights;
  }

  /** The routes, in their order. */
  List<CompiledRoute> all() {
    return routes;
  }

  /** What is to be told of the routes, in their order. */
  public List<RouteSummary> summaries() {
    return routes.stream().map(RouteSummary::of).toList();
  }

  /**
   * The route that serves the request; null where none does.
   *
   * @throws RuntimeException as a predicate throws it: a predicate that fails has not said no
   */
  @Nullable CompiledRoute match(Question question) {
    RouteIndex.Candidates candidates = index.candidates(question);
    for (int at = candidates.next(); at >= 0; at = candidates.next()) {
      CompiledRoute candidate = routes.get(at);
      if (serves(candidate, question)) {
        return candidate;
      }
      question.next();
    }
    return null;
  }

  private boolean serves(CompiledRoute candidate, Question question) {
    try {
      if (!candidate.predicates().plain()) {
        prepare(question, candidate);
      }
      return candidate.predicates().test(question);
    } catch (StackOverflowError e) {
      // regular expressions recurse; Reactor would let the error kill the event loop's task
      throw new IllegalStateException("the predicates of " + candidate.id() + " recurse", e);
    }
  }

  /** Readies the exchange for the candidate's predicates, which see nothing of the ones before. */
  private void prepare(Question question, CompiledRoute candidate) {
    boolean first = question.exchangeIfMade() == null;
    ServerWebExchange exchange = question.exchange();
    if (first && weights != null) {
      // draws a route of every group, at once
      weights.filter(exchange, _ -> Mono.empty());
    }
    Map<String, Object> attributes = exchange.getAttributes();
    attributes.remove(URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    attributes.remove(GATEWAY_PREDICATE_MATCHED_PATH_ATTR);
    attributes.put(GATEWAY_PREDICATE_ROUTE_ATTR, candidate.id());
  }

  /** Notes in the exchange, for the route's filters, that the route serves it. */
  static void note(CompiledRoute route, Question question, ServerWebExchange exchange) {
    Map<String, Object> attributes = exchange.getAttributes();
    attributes.remove(GATEWAY_PREDICATE_ROUTE_ATTR);
    attributes.put(GATEWAY_ROUTE_ATTR, route.route());
    if (route.predicates().plain()) {
      attributes.put(URI_TEMPLATE_VARIABLES_ATTRIBUTE, question.variables());
      if (question.pattern() != null) {
        attributes.put(GATEWAY_PREDICATE_MATCHED_PATH_ATTR, question.pattern());
        attributes.put(GATEWAY_PREDICATE_MATCHED_PATH_ROUTE_ID_ATTR, route.id());
      }
    }
  }
}
