package dev.gatehouse.config;

import dev.gatehouse.edge.PathOddity;
import dev.gatehouse.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route, its policy found and its predicates and filters still text.
 *
 * @param id no other route has it
 * @param uri scheme, host and port of the upstream
 * @param predicates Spring Cloud Gateway's, such as {@code Path=/orders/**}
 * @param filters Spring Cloud Gateway's, such as {@code StripPrefix=1}
 * @param policy null where the file says {@code policy: none}: public, and for no other reason
 * @param tls trust and client certificate towards the upstream; null: the platform's trust
 * @param timeout the longest wait for the head of a response; null: the upstream's default
 * @param allowInPath what its paths may hold although it is ambiguous
 * @param cors what pages of other origins may do with it; null: that is left to the upstream
 * @param path where it stands in the file, such as {@code gatehouse.routes[3]}
 */
public record RouteSpec(
    String id,
    String uri,
    List<String> predicates,
    List<String> filters,
    @Nullable Policy policy,
    @Nullable UpstreamTls tls,
    @Nullable Duration timeout,
    Set<PathOddity> allowInPath,
    @Nullable CorsSpec cors,
    String path) {

  public RouteSpec {
    predicates = List.copyOf(predicates);
    filters = List.copyOf(filters);
    allowInPath = Set.copyOf(allowInPath);
  }
}
