package dev.gatehouse.proxy;

import dev.gatehouse.config.Problems;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** One compilation of one configuration's routes. */
final class RouteCompilation {

  private static final Lane LANE_OFF = new Lane.Chain("gatehouse.directLane is false");

  private final RouteParts parts;
  private final RouteRules rules;
  private final Problems problems;
  private final ConfigurationService binder;
  private final PlainPredicates plainPredicates;
  private final List<GatewayFilter> around;
  private final List<RoutePart> defaultFilters;
  private final WeightCalculatorWebFilter weights;
  private final Map<String, String> pathsById = new HashMap<>();
  private final List<CompiledRoute> routes = new ArrayList<>();

  /** The upstreams, each once: thousands of routes may share one. */
  private final Map<URI, PlainRoute.Origin> origins = new HashMap<>();

  private final boolean directLane;
  private boolean weighted;

  /**
   * Begins.
   *
   * @param around the filters that every route has around its own, each with its order
   * @param defaultFilters the filters in front of every route's own
   * @param events gets what filters tell of their arguments
   * @param directLane whether requests may be served without Spring Cloud Gateway
   */
  RouteCompilation(
      RouteParts parts,
      RouteRules rules,
      Problems problems,
      List<GatewayFilter> around,
      List<RoutePart> defaultFilters,
      ApplicationEventPublisher events,
      boolean directLane) {
    this.parts = parts;
    this.rules = rules;
    this.problems = problems;
    this.around = around;
    this.defaultFilters = defaultFilters.stream().filter(this::isFilter).toList();
    this.binder = parts.binder(event -> publish(event, events));
    this.plainPredicates = parts.plainPredicates();
    // of this compilation alone: two configurations may weigh one group differently
    this.weights = parts.weights(binder);
    this.directLane = directLane;
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
    RoutePredicates predicates = predicates(source);
    List<NumberedFilter> own = filters(source);
    if (origin == null || predicates == null || own == null || other != null) {
      return;
    }
    Route route =
        Route.async()
            .id(source.id())
            .uri(origin)
            .asyncPredicate(AsyncPredicate.from(predicates::testBySpring))
            .metadata(source.metadata())
            .build();
    List<RouteFilter> inOrder = own.stream().map(NumberedFilter::filter).toList();
    routes.add(
        new CompiledRoute(
            route,
            predicates,
            chain(own),
            directLane ? Lane.of(origin, predicates, inOrder, this::origin) : LANE_OFF,
            source.policy(),
            source.tls(),
            source.timeout(),
            source.allowInPath(),
            source.cors() == null ? null : Cors.of(source.cors())));
  }

  private PlainRoute.Origin origin(URI upstream) {
    return origins.computeIfAbsent(upstream, PlainRoute.Origin::of);
  }

  private @Nullable RoutePredicates predicates(RouteSource source) {
    if (source.predicates().isEmpty()) {
      problems.error(
          source.path() + ".predicates",
          "the route has no predicate, so it would serve every request",
          "if that is meant, write Path=/**");
      return null;
    }
    List<RoutePredicates.One> all = new ArrayList<>();
    for (RoutePart part : source.predicates()) {
      RoutePredicates.One one = isPredicate(part) ? predicate(source.id(), part) : null;
      if (one != null) {
        all.add(one);
        weighted |= part.name().equals("Weight");
      }
    }
    return all.size() == source.predicates().size() ? RoutePredicates.of(all, directLane) : null;
  }

  private RoutePredicates.@Nullable One predicate(String routeId, RoutePart part) {
    try {
      return parts.predicate(binder, plainPredicates, routeId, part);
    } catch (RuntimeException e) {
      refuse("predicate", part, e);
      return null;
    }
  }

  /** The filters of a route in their order; those of every route come first of equal ones. */
  private @Nullable List<NumberedFilter> filters(RouteSource source) {
    List<NumberedFilter> all = new ArrayList<>();
    boolean good = addFilters(source.id(), defaultFilters, all);
    good &= addFilters(source.id(), source.filters().stream().filter(this::isFilter).toList(), all);
    all.sort(Comparator.comparingInt(NumberedFilter::number));
    return good ? all : null;
  }

  private boolean addFilters(
      String routeId, List<RoutePart> definitions, List<NumberedFilter> all) {
    boolean good = true;
    for (int i = 0; i < definitions.size(); i++) {
      RoutePart part = definitions.get(i);
      try {
        all.add(
            new NumberedFilter(
                i + 1, parts.filter(binder, routeId, part.name(), part.arguments())));
      } catch (RuntimeException e) {
        refuse("filter", part, e);
        good = false;
      }
    }
    return good;
  }

  private List<GatewayFilter> chain(List<NumberedFilter> own) {
    List<GatewayFilter> all = new ArrayList<>(around);
    for (NumberedFilter numbered : own) {
      GatewayFilter filter = numbered.filter().spring();
      all.add(
          filter instanceof Ordered ? filter : new OrderedGatewayFilter(filter, numbered.number()));
    }
    AnnotationAwareOrderComparator.sort(all);
    // behind whatever order a filter has
    all.add(new LastWordFilter());
    all.add(new WebSocketFilter());
    all.add(new RoutingFilter());
    return all;
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
    problems.error(
        part.path(),
        "the "
            + kind
            + " "
            + part.name()
            + " does not take these arguments: "
            + firstLine(Problems.reason(refusal)),
        "see Spring Cloud Gateway's documentation of " + part.name());
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private record NumberedFilter(int number, RouteFilter filter) {}
}
