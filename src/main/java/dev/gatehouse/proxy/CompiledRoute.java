package dev.gatehouse.proxy;

import dev.gatehouse.config.UpstreamTls;
import dev.gatehouse.edge.PathOddity;
import dev.gatehouse.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.route.Route;

/**
 * A route that is ready to serve.
 *
 * @param route the route as Spring Cloud Gateway's filters know it
 * @param predicates whether the route serves a request: all of them must say so
 * @param filters what a request goes through in the chain, in order: the gateway's own and the
 *     route's
 * @param lane how its requests are served
 * @param policy what a request needs to pass; null: nobody is asked for a token
 * @param tls trust and client certificate towards the upstream; null: the platform's trust
 * @param timeout how long its upstream may let wait for a response's headers; null: as long as any
 * @param allowInPath what its paths may have in them
 * @param cors what pages of other origins may do with it; null: that is left to the upstream
 */
record CompiledRoute(
    Route route,
    RoutePredicates predicates,
    List<GatewayFilter> filters,
    Lane lane,
    @Nullable Policy policy,
    @Nullable UpstreamTls tls,
    @Nullable Duration timeout,
    Set<PathOddity> allowInPath,
    @Nullable Cors cors) {

  CompiledRoute {
    filters = List.copyOf(filters);
    allowInPath = Set.copyOf(allowInPath);
  }

  /** Whether there is TLS on the way to the upstream. */
  boolean isSecured() {
    String scheme = route.getUri().getScheme();
    return scheme.equals("https") || scheme.equals("wss");
  }

  String id() {
    return route.getId();
  }
}
