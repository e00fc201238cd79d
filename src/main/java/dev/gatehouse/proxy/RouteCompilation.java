package dev.gatehouse.proxy;

import dev.gatehouse.config.Problems;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.event.PredicateArgsEvent;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.WeightCalculatorWebFilter;
import org.springframework.cloud.gateway.handler.AsyncPredicate;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.web.server.ServerWebExchange;

/** One compilation of one configuration's routes. */
final class RouteCompilation {

  private final RouteParts parts;
  private final RouteRules rules;
  private final Problems problems;
  private final ConfigurationService binder;
  private final List<GatewayFilter> around;
  private final List<RoutePart> defaultFilters;
  private final WeightCalculatorWebFilter weights;
  private final Map<String, String> pathsById = new HashMap<>();
  private final List<CompiledRoute> routes = new ArrayList<>();
  private boolean weighted;

  /**
   * Begins.
   *
   * @param around the filters that every route has around its own, each with its order
   * @param defaultFilters the filters in front of every route's own
   * @param events gets what filters tell of their arguments
   */
  RouteCompilation(
      RouteParts parts,
      RouteRules rules,
      Problems problems,
      List<GatewayFilter> around,
      List<RoutePart> defaultFilters,
      ApplicationEventPublisher events) {
    this.parts = parts;
    this.rules = rules;
    this.problems = problems;
    this.around = around;
    this.defaultFilters = defaultFilters.stream().filter(this::isFilter).toList();
    this.binder = parts.binder(event -> publish(event, events));
    // of this compilation alone: two configurations may weigh one group differently
    this.weights = parts.weights(binder);
  }

  private void publish(Object event, ApplicationEventPublisher events) {
    if (event instanceof PredicateArgsEvent arguments) {
      weights.handle(arguments);
    } else {
      events.publishEvent(event);
    }
  }

  RouteTable table() {
    return new RouteTable(routes, weighted ? weights : null);
  }

  void add(RouteSource source) {
    String other = pathsById.putIfAbsent(source.id(), source.path());
    if (other != null) {
      problems.error(
          source.path() + ".id", "two routes have the id " + source.id(), "the other is " + other);
    }
    URI origin = rules.origin(source.uri(), source.path() + ".uri");
    Predicate<ServerWebExchange> predicate = predicate(source);
    List<GatewayFilter> filters = filters(source);
    if (origin == null || predicate == null || filters == null || other != null) {
      return;
    }
    Route route =
        Route.async()
            .id(source.id())
            .uri(origin)
            .asyncPredicate(AsyncPredicate.from(predicate))
            .metadata(source.metadata())
            .build();
    routes.add(
        new CompiledRoute(
            route,
            predicate,
            filters,
            source.policy(),
            source.timeout(),
            source.allowInPath(),
            source.cors() == null ? null : Cors.of(source.cors())));
  }

  private @Nullable Predicate<ServerWebExchange> predicate(RouteSource source) {
    if (source.predicates().isEmpty()) {
      problems.error(
          source.path() + ".predicates",
          "the route has no predicate, so it would serve every request",
          "if that is meant, write Path=/**");
      return null;
    }
    List<Predicate<ServerWebExchange>> all = new ArrayList<>();
    for (RoutePart part : source.predicates()) {
      Predicate<ServerWebExchange> one = isPredicate(part) ? predicate(source.id(), part) : null;
      if (one != null) {
        all.add(one);
        weighted |= part.name().equals("Weight");
      }
    }
    return all.size() == source.predicates().size() ? new AllOf(all) : null;
  }

  private @Nullable Predicate<ServerWebExchange> predicate(String routeId, RoutePart part) {
    try {
      return parts.predicate(binder, routeId, part.name(), part.arguments());
    } catch (RuntimeException e) {
      refuse("predicate", part, e);
      return null;
    }
  }

  private @Nullable List<GatewayFilter> filters(RouteSource source) {
    List<GatewayFilter> all = new ArrayList<>(around);
    boolean good = addFilters(source.id(), defaultFilters, all);
    good &= addFilters(source.id(), source.filters().stream().filter(this::isFilter).toList(), all);
    AnnotationAwareOrderComparator.sort(all);
    // behind whatever order a filter has
    all.add(new LastWordFilter());
    all.add(new WebSocketFilter());
    all.add(new RoutingFilter());
    return good ? all : null;
  }

  private boolean addFilters(String routeId, List<RoutePart> definitions, List<GatewayFilter> all) {
    boolean good = true;
    for (int i = 0; i < definitions.size(); i++) {
      RoutePart part = definitions.get(i);
      try {
        GatewayFilter filter = parts.filter(binder, routeId, part.name(), part.arguments());
        all.add(filter instanceof Ordered ? filter : new OrderedGatewayFilter(filter, i + 1));
      } catch (RuntimeException e) {
        refuse("filter", part, e);
        good = false;
      }
    }
    return good;
  }

  private boolean isPredicate(RoutePart part) {
    if (!rules.allowsPredicate(part.name(), part.arguments(), part.path())) {
      return false;
    }
    if (!parts.knowsPredicate(part.name())) {
      problems.error(
          part.path(),
          "there is no predicate " + part.name(),
          "there are " + String.join(", ", parts.predicateNames()));
      return false;
    }
    return true;
  }

  private boolean isFilter(RoutePart part) {
    if (!rules.allowsFilter(part.name(), part.arguments(), part.path())) {
      return false;
    }
    if (!parts.knowsFilter(part.name())) {
      problems.error(
          part.path(),
          "there is no filter " + part.name(),
          "there are " + String.join(", ", parts.filterNames()));
      return false;
    }
    return true;
  }

  private void refuse(String kind, RoutePart part, RuntimeException refusal) {
    Throwable cause = refusal;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String reason =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    problems.error(
        part.path(),
        "the " + kind + " " + part.name() + " does not take these arguments: " + firstLine(reason),
        "see Spring Cloud Gateway's documentation of " + part.name());
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  /** Serves what all of them serve. */
  private record AllOf(List<Predicate<ServerWebExchange>> predicates)
      implements Predicate<ServerWebExchange> {

    private AllOf {
      predicates = List.copyOf(predicates);
    }

    @Override
    public boolean test(ServerWebExchange exchange) {
      for (int i = 0; i < predicates.size(); i++) {
        if (!predicates.get(i).test(exchange)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String toString() {
      return String.join(" and ", predicates.stream().map(Object::toString).toList());
    }
  }
}
