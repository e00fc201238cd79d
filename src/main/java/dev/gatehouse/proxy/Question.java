package dev.gatehouse.proxy;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.server.ServerWebExchange;

/**
 * What the table of routes is asked about one request: which route serves it. Predicates note what
 * they captured in it.
 */
final class Question {

  private final String method;
  private final String path;
  private final @Nullable String query;
  private final HeaderLines lines;
  private final Supplier<ServerWebExchange> exchanges;
  private final boolean plainPath;
  private @Nullable PathContainer segments;
  private @Nullable QueryParameters parameters;
  private @Nullable ServerWebExchange exchange;
  private Map<String, String> variables = Map.of();
  private @Nullable String pattern;

  /**
   * Asks.
   *
   * @param target its path and query are those predicates see
   * @param lines the header lines that predicates see
   * @param exchanges makes the exchange that Spring Cloud Gateway's predicates see; asked once, and
   *     only where a route that may serve the request has such a predicate
   */
  Question(String method, Target target, HeaderLines lines, Supplier<ServerWebExchange> exchanges) {
    this.method = method;
    this.path = target.path();
    this.query = target.query();
    this.lines = lines;
    this.exchanges = exchanges;
    this.plainPath = path.indexOf('%') < 0 && path.indexOf(';') < 0 && !path.contains("//");
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  HeaderLines lines() {
    return lines;
  }

  /** Whether the path's segments are what stands between its slashes, none of them empty. */
  boolean hasPlainPath() {
    return plainPath;
  }

  /** The path taken apart and decoded. */
  PathContainer segments() {
    if (segments == null) {
      segments = PathContainer.parsePath(path);
    }
    return segments;
  }

  QueryParameters parameters() {
    if (parameters == null) {
      parameters = QueryParameters.of(query);
    }
    return parameters;
  }

  /** The one value of {@code Host}. */
  @Nullable String host() {
    return lines.get("host");
  }

  /** Notes what a predicate of the route being asked captured. */
  void capture(Map<String, String> captured) {
    if (variables.isEmpty()) {
      variables = captured;
    } else if (!captured.isEmpty()) {
      Map<String, String> both = new HashMap<>(variables);
      both.putAll(captured);
      variables = both;
    }
  }

  /** Notes the pattern that the path matched. */
  void matched(String pathPattern) {
    pattern = pathPattern;
  }

  /** Forgets what the route asked before captured, since it does not serve the request. */
  void next() {
    variables = Map.of();
    pattern = null;
  }

  /** What the predicates of the serving route captured, by name. */
  Map<String, String> variables() {
    return variables;
  }

  /** The pattern that the path matched; null where no plain predicate of the route has one. */
  @Nullable String pattern() {
    return pattern;
  }

  /** The exchange that Spring Cloud Gateway's predicates see. */
  ServerWebExchange exchange() {
    if (exchange == null) {
      exchange = exchanges.get();
    }
    return exchange;
  }

  /** The exchange, if any predicate needed it. */
  @Nullable ServerWebExchange exchangeIfMade() {
    return exchange;
  }
}
