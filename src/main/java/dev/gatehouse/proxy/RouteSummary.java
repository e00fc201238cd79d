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
 */
public record RouteSummary(String id, String uri, String predicates, @Nullable String policy) {

  static RouteSummary of(CompiledRoute route) {
    Policy policy = route.policy();
    return new RouteSummary(
        route.id(),
        route.route().getUri().toString(),
        route.predicate().toString(),
        policy == null ? null : policy.name());
  }
}
