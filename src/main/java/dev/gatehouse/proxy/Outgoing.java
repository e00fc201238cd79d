package dev.gatehouse.proxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An admitted request while plain filters work on it. */
final class Outgoing {

  private final HeaderLines lines;
  private final Map<String, String> variables;
  private String path;
  private @Nullable String query;
  private boolean prefixed;
  private boolean hostPreserved;
  private long largestBody = Long.MAX_VALUE;

  /**
   * Begins.
   *
   * @param lines changed in place
   * @param variables what the route's predicates captured
   */
  Outgoing(Target target, HeaderLines lines, Map<String, String> variables) {
    this.lines = lines;
    this.variables = variables;
    this.path = target.path();
    this.query = target.query();
  }

  HeaderLines lines() {
    return lines;
  }

  Map<String, String> variables() {
    return variables;
  }

  /** The path, as a URI can hold it. */
  String path() {
    return path;
  }

  /** The query, as a URI can hold it; null where there is none. */
  @Nullable String query() {
    return query;
  }

  /**
   * Sets another path.
   *
   * @throws IllegalArgumentException where it is none that a URI can have, as in the chain
   */
  void path(String other) {
    if (!other.startsWith("/")) {
      throw new IllegalArgumentException("a filter's path does not begin with a slash");
    }
    if (Escaping.isSafePath(other)) {
      path = other;
      return;
    }
    try {
      // a question or number sign in it ends the path there, as in the chain
      var uri = new URI("http://unnamed.invalid" + other + (query == null ? "" : "?" + query));
      path = uri.getRawPath();
      query = uri.getRawQuery();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a filter's path is none that a URI can have", e);
    }
  }

  /** Whether it is the first time that a prefix is asked for; there is only one. */
  boolean prefixOnce() {
    boolean first = !prefixed;
    prefixed = true;
    return first;
  }

  /** Bounds the body, which may be bounded already. */
  void limitBody(long octets) {
    largestBody = Math.min(largestBody, octets);
  }

  /** The most octets that the body may have. */
  long largestBody() {
    return largestBody;
  }

  void preserveHost() {
    hostPreserved = true;
  }

  /** Whether the upstream gets the client's {@code Host}. */
  boolean hostPreserved() {
    return hostPreserved;
  }

  @Override
  public String toString() {
    return "Outgoing[" + path + "]";
  }
}
