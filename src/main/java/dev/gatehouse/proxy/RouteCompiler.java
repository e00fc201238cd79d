package dev.gatehouse.proxy;

import dev.gatehouse.config.Problems;
import dev.gatehouse.config.RouteSpec;
import dev.gatehouse.config.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Compiles the routes of a configuration with Spring Cloud Gateway's predicates and filters: ours,
 * then those of {@code spring.cloud.gateway.server.webflux.routes}.
 */
public final class RouteCompiler {

  private static final String DEFAULT_FILTERS = GatewayProperties.PREFIX + ".default-filters";

  private final RouteParts parts;
  private final GatewayProperties spring;
  private final GlobalCorsProperties springCors;
  private final List<GatewayFilter> around;
  private final ApplicationEventPublisher events;

  RouteCompiler(
      RouteParts parts,
      GatewayProperties spring,
      GlobalCorsProperties springCors,
      List<GatewayFilter> around,
      ApplicationEventPublisher events) {
    this.parts = parts;
    this.spring = spring;
    this.springCors = springCors;
    this.around = new ArrayList<>(around);
    this.around.add(new ResponseFilter());
    this.around.add(new UpstreamUrlFilter());
    this.events = events;
  }

  /**
   * Compiles all routes.
   *
   * @param problems gets every problem of every route, with the route's path in the configuration
   * @return the routes without problems; not to be used where there are any
   */
  public RouteTable compile(Snapshot snapshot, Problems problems) {
    var compilation =
        new RouteCompilation(
            parts,
            new RouteRules(snapshot.identityHeaders(), problems),
            problems,
            around,
            defaultFilters(problems),
            events,
            snapshot.directLane());
    refuseSpringsCors(problems);
    for (RouteSpec spec : snapshot.routes()) {
      compilation.add(source(spec, problems));
    }
    for (RouteSource route :
        new SpringRoutes(snapshot.policies(), problems).read(spring.getRoutes())) {
      compilation.add(route);
    }
    return compilation.table();
  }

  /** It would be silently without effect, as Spring Cloud Gateway's own entrance is. */
  private void refuseSpringsCors(Problems problems) {
    if (!springCors.getCorsConfigurations().isEmpty()) {
      problems.error(
          GatewayProperties.PREFIX + ".globalcors",
          "Gatehouse answers no preflight by Spring's globalcors",
          "give the routes 'cors' in gatehouse.routes");
    }
  }

  private static RouteSource source(RouteSpec spec, Problems problems) {
    List<RoutePart> predicates = new ArrayList<>();
    for (int i = 0; i < spec.predicates().size(); i++) {
      String path = spec.path() + ".predicates[" + i + "]";
      addTo(predicates, RoutePart.predicate(spec.predicates().get(i), path, problems));
    }
    List<RoutePart> filters = new ArrayList<>();
    for (int i = 0; i < spec.filters().size(); i++) {
      String path = spec.path() + ".filters[" + i + "]";
      addTo(filters, RoutePart.filter(spec.filters().get(i), path, problems));
    }
    return RouteSource.ours(spec, predicates, filters);
  }

  private List<RoutePart> defaultFilters(Problems problems) {
    List<RoutePart> filters = new ArrayList<>();
    List<FilterDefinition> defined = spring.getDefaultFilters();
    for (int i = 0; i < defined.size(); i++) {
      addTo(filters, RoutePart.of(defined.get(i), DEFAULT_FILTERS + "[" + i + "]", problems));
    }
    return filters;
  }

  private static void addTo(List<RoutePart> list, @Nullable RoutePart part) {
    if (part != null) {
      list.add(part);
    }
  }
}
