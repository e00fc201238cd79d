package dev.gatehouse.proxy;

import dev.gatehouse.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a route.
 *
 * @param id its id
 * @param uri the origin of its upstream
 * @param predicates what it serves, in words
 * @param policy the name of its policy; null: nobody is asked for a token
 * @param chain why its requests go through Spring Cloud Gateway's chain; null: they don't, they
 *     take the direct lane
 */
public record RouteSummary(
    String id, String uri, String predicates, @Nullable String policy, @Nullable String chain) {

  static RouteSummary of(CompiledRoute route) {
    Policy policy = route.policy();
    return new RouteSummary(
        route.id(),
        route.route().getUri().toString(),
        route.predicates().toString(),
        policy == null ? null : policy.name(),
        switch (route.lane()) {
          case Lane.Direct _ -> null;
          case Lane.Chain(String reason) -> reason;
        });
  }
}
