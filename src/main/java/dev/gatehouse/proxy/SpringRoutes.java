package dev.gatehouse.proxy;

import dev.gatehouse.config.Problems;
import dev.gatehouse.policy.Policy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;

/**
 * Reads the routes that are defined in Spring's own way. Each gets the policy that its {@code
 * metadata.policy} names, else {@code default}: none is open by omission.
 */
final class SpringRoutes {

  private static final String PATH = GatewayProperties.PREFIX + ".routes";
  private static final String OPEN = "none";
  private static final String DEFAULT = "default";

  private final Map<String, Policy> policies;
  private final Problems problems;

  SpringRoutes(Map<String, Policy> policies, Problems problems) {
    this.policies = policies;
    this.problems = problems;
  }

  /** The enabled routes in the order Spring gives them; those with problems are left out. */
  List<RouteSource> read(List<RouteDefinition> definitions) {
    record Numbered(RouteSource route, int order) {}
    List<Numbered> read = new ArrayList<>();
    for (int i = 0; i < definitions.size(); i++) {
      RouteDefinition definition = definitions.get(i);
      RouteSource route = definition.isEnabled() ? read(definition, PATH + "[" + i + "]") : null;
      if (route != null) {
        read.add(new Numbered(route, definition.getOrder()));
      }
    }
    read.sort(Comparator.comparingInt(Numbered::order));
    return read.stream().map(Numbered::route).toList();
  }

  private @Nullable RouteSource read(RouteDefinition definition, String path) {
    String id = definition.getId();
    if (id == null || id.isBlank()) {
      problems.error(path, "the route has no id", "give it one, as id: orders");
      return null;
    }
    Map<String, Object> metadata = Objects.requireNonNullElse(definition.getMetadata(), Map.of());
    refuseUnserved(metadata, path);
    Policy policy = policy(metadata, path);
    if (policy == null && !OPEN.equals(metadata.get("policy"))) {
      return null;
    }
    URI uri = definition.getUri();
    return new RouteSource(
        id,
        uri == null ? null : uri.toString(),
        predicates(definition, path),
        filters(definition, path),
        policy,
        null,
        timeout(metadata, path),
        Set.of(),
        null,
        metadata,
        path);
  }

  private @Nullable Policy policy(Map<String, Object> metadata, String path) {
    Object named = metadata.get("policy");
    if (named == null && !metadata.containsKey("policy")) {
      return known(DEFAULT, path, "the route has no policy, and there is no default");
    }
    return OPEN.equals(named)
        ? null
        : known(String.valueOf(named), path + ".metadata.policy", "unknown policy '" + named + "'");
  }

  private @Nullable Policy known(String name, String path, String otherwise) {
    Policy policy = policies.get(name);
    if (policy == null) {
      problems.error(
          path, otherwise, "name one of gatehouse.policies in metadata.policy, or none for public");
    }
    return policy;
  }

  private void refuseUnserved(Map<String, Object> metadata, String path) {
    if (metadata.containsKey("cors")) {
      problems.error(
          path + ".metadata.cors",
          "Gatehouse answers no preflight by a route's metadata",
          "define the route in gatehouse.routes, and give it 'cors'");
    }
    if (metadata.containsKey(RouteMetadataUtils.CONNECT_TIMEOUT_ATTR)) {
      problems.error(
          path + ".metadata." + RouteMetadataUtils.CONNECT_TIMEOUT_ATTR,
          "a route has no connect timeout of its own",
          "set gatehouse.upstream.connectTimeout");
    }
  }

  private @Nullable Duration timeout(Map<String, Object> metadata, String path) {
    Object millis = metadata.get(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR);
    if (millis == null) {
      return null;
    }
    String text = millis.toString();
    boolean number =
        !text.isEmpty() && text.length() < 10 && text.chars().allMatch(Character::isDigit);
    if (!number || Integer.parseInt(text) == 0) {
      problems.error(
          path + ".metadata." + RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR,
          "'" + text + "' is not a number of milliseconds above 0",
          "no upstream may let a request wait forever");
      return null;
    }
    return Duration.ofMillis(Integer.parseInt(text));
  }

  private List<RoutePart> predicates(RouteDefinition definition, String path) {
    List<RoutePart> parts = new ArrayList<>();
    for (int i = 0; i < definition.getPredicates().size(); i++) {
      String place = path + ".predicates[" + i + "]";
      RoutePart part = RoutePart.of(definition.getPredicates().get(i), place, problems);
      if (part != null) {
        parts.add(part);
      }
    }
    return parts;
  }

  private List<RoutePart> filters(RouteDefinition definition, String path) {
    List<RoutePart> parts = new ArrayList<>();
    for (int i = 0; i < definition.getFilters().size(); i++) {
      String place = path + ".filters[" + i + "]";
      RoutePart part = RoutePart.of(definition.getFilters().get(i), place, problems);
      if (part != null) {
        parts.add(part);
      }
    }
    return parts;
  }
}
