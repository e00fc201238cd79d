package dev.gatehouse.proxy;

import dev.gatehouse.config.CorsSpec;
import dev.gatehouse.config.RouteSpec;
import dev.gatehouse.config.UpstreamTls;
import dev.gatehouse.edge.PathOddity;
import dev.gatehouse.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route's definition, whoever wrote it.
 *
 * @param uri the upstream's; null where there is none
 * @param policy what a request needs; null: nobody is asked for a token
 * @param tls trust and client certificate towards the upstream; null: the platform's trust
 * @param cors what pages of other origins may do; null: that is left to the upstream
 * @param metadata what Spring Cloud Gateway's filters may find with the route
 * @param path where it stands in the configuration
 */
record RouteSource(
    String id,
    @Nullable String uri,
    List<RoutePart> predicates,
    List<RoutePart> filters,
    @Nullable Policy policy,
    @Nullable UpstreamTls tls,
    @Nullable Duration timeout,
    Set<PathOddity> allowInPath,
    @Nullable CorsSpec cors,
    Map<String, Object> metadata,
    String path) {

  static RouteSource ours(RouteSpec spec, List<RoutePart> predicates, List<RoutePart> filters) {
    return new RouteSource(
        spec.id(),
        spec.uri(),
        predicates,
        filters,
        spec.policy(),
        spec.tls(),
        spec.timeout(),
        spec.allowInPath(),
        spec.cors(),
        Map.of(),
        spec.path());
  }
}
