package dev.gatehouse.proxy;

import dev.gatehouse.config.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;

/**
 * A predicate or filter as a route's definition has it.
 *
 * @param name the name of its factory
 * @param arguments its arguments, by name or by place
 * @param path where it stands in the configuration
 */
record RoutePart(String name, Map<String, String> arguments, String path) {

  RoutePart {
    arguments = new LinkedHashMap<>(arguments);
  }

  /** Reads {@code Path=/orders/**}; null where it is no predicate, which is a problem now. */
  static @Nullable RoutePart predicate(String text, String path, Problems problems) {
    if (text.indexOf('=') <= 0) {
      problems.error(
          path,
          "'" + text + "' is not a predicate",
          "write a name and arguments, as Path=/orders/**");
      return null;
    }
    return of(new PredicateDefinition(text), path, problems);
  }

  /** Reads {@code StripPrefix=1}; null where it is no filter, which is a problem now. */
  static @Nullable RoutePart filter(String text, String path, Problems problems) {
    return of(new FilterDefinition(text), path, problems);
  }

  static @Nullable RoutePart of(PredicateDefinition definition, String path, Problems problems) {
    return named(definition.getName(), definition.getArgs(), path, problems);
  }

  static @Nullable RoutePart of(FilterDefinition definition, String path, Problems problems) {
    return named(definition.getName(), definition.getArgs(), path, problems);
  }

  private static @Nullable RoutePart named(
      @Nullable String name, Map<String, String> arguments, String path, Problems problems) {
    if (name == null || name.isBlank()) {
      problems.error(path, "a name is missing", "write a name and arguments, as Path=/orders/**");
      return null;
    }
    return new RoutePart(name.strip(), arguments, path);
  }
}
