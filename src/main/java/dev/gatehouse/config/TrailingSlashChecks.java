package dev.gatehouse.config;

import dev.gatehouse.edge.PathGuard;
import dev.gatehouse.edge.PathVerdict;
import dev.gatehouse.policy.Mode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Warns of a path that is guarded, and with a slash added is caught by a weaker policy's route
 * alone: many upstreams serve both as one.
 */
final class TrailingSlashChecks {

  private final GatehouseProperties properties;
  private final Problems problems;
  private final List<Matching> routes = new ArrayList<>();

  TrailingSlashChecks(GatehouseProperties properties, Problems problems) {
    this.properties = properties;
    this.problems = problems;
  }

  /**
   * Which paths a route takes.
   *
   * @param patterns its paths; empty: any
   * @param certain whether nothing but the path counts
   */
  private record Matching(List<PathPattern> patterns, boolean certain, int strength) {

    boolean takes(PathContainer path) {
      return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(path));
    }
  }

  void check() {
    for (RouteProperties route : properties.routes()) {
      routes.add(matching(route));
    }
    for (int i = 0; i < routes.size(); i++) {
      for (PathPattern pattern : routes.get(i).patterns()) {
        check(i, pattern.getPatternString());
      }
    }
  }

  private void check(int index, String pattern) {
    String path = example(pattern);
    if (path == null || PathGuard.judge(path + "/") instanceof PathVerdict.Ambiguous) {
      // the guard refuses such a path on every route
      return;
    }
    PathContainer slashed = PathContainer.parsePath(path + "/");
    for (int i = 0; i < routes.size(); i++) {
      Matching other = routes.get(i);
      if (!other.takes(slashed)) {
        continue;
      }
      if (other.strength() < routes.get(index).strength()) {
        warn(index, pattern, properties.routes().get(i).id());
        return;
      }
      if (other.certain()) {
        return;
      }
    }
  }

  private void warn(int index, String pattern, String other) {
    problems.warning(
        "gatehouse.routes[" + index + "].predicates",
        "'"
            + pattern
            + "' does not match '"
            + pattern
            + "/', which the route '"
            + other
            + "' with its weaker policy takes",
        "write 'Path=" + pattern + "," + pattern + "/'");
  }

  private Matching matching(RouteProperties route) {
    var patterns = new ArrayList<PathPattern>();
    boolean certain = true;
    for (String predicate : route.predicates()) {
      if (predicate.startsWith("Path=")) {
        for (String pattern : predicate.substring("Path=".length()).split(",", -1)) {
          PathPattern parsed = parse(pattern.strip());
          if (parsed != null) {
            patterns.add(parsed);
          }
        }
      } else {
        certain = false;
      }
    }
    return new Matching(patterns, certain, strength(route));
  }

  private static @Nullable PathPattern parse(String pattern) {
    try {
      return pattern.startsWith("/") ? PathPatternParser.defaultInstance.parse(pattern) : null;
    } catch (PatternParseException e) {
      // noted where the route is made
      return null;
    }
  }

  private int strength(RouteProperties route) {
    PolicyProperties policy = properties.policies().get(route.policyName());
    return policy == null || !policy.enforce()
        ? 0
        : 2 * strength(policy.mode()) + (asksMoreThanAToken(policy) ? 1 : 0);
  }

  private static boolean asksMoreThanAToken(PolicyProperties policy) {
    return !(policy.scopes().isEmpty()
        && policy.allow().isEmpty()
        && policy.require().isEmpty()
        && policy.deny().isEmpty());
  }

  private static int strength(Mode mode) {
    return switch (mode) {
      case PERMISSIVE -> 1;
      case ALLOW_MISSING -> 2;
      case STRICT -> 3;
    };
  }

  /** A path the pattern matches; null where it ends so that it matches a slash as well. */
  private static @Nullable String example(String pattern) {
    if (pattern.endsWith("/") || pattern.endsWith("**") || pattern.contains("{*")) {
      return null;
    }
    var path = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '{') {
        path.append(depth == 0 ? "x" : "");
        depth++;
      } else if (c == '}') {
        depth--;
      } else if (depth == 0) {
        path.append(example(c));
      }
    }
    return path.toString();
  }

  /** What matches a character of a pattern, which is held against the decoded path. */
  private static String example(char c) {
    return switch (c) {
      case '*', '?' -> "x";
      case '%' -> "%25";
      case ';' -> "%3B";
      default -> String.valueOf(c);
    };
  }
}
