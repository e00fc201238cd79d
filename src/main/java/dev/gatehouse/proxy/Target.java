package dev.gatehouse.proxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for: its octets, and the path and query by which predicates and filters know
 * it. As long as no filter changes the latter, the upstream gets the octets.
 */
final class Target {

  private static final String UNNAMED = "http://unnamed.invalid";

  private final String origin;
  private final String rawPath;
  private final @Nullable String rawQuery;
  private final String path;
  private final @Nullable String query;
  private @Nullable URI uri;

  private Target(String origin, String rawPath, @Nullable String rawQuery) {
    this.origin = origin;
    this.rawPath = rawPath;
    this.rawQuery = rawQuery;
    this.path = Escaping.uriSafe(rawPath, false);
    this.query = rawQuery == null ? null : Escaping.uriSafe(rawQuery, true);
  }

  /**
   * The target; null where the authority is none that a URI can have.
   *
   * @param host as the request guard passes it
   * @param rawPath the path, percent-encoded
   * @param rawQuery the query without its question mark; null where there is none
   */
  static @Nullable Target of(
      String scheme, String host, String rawPath, @Nullable String rawQuery) {
    var target = new Target(scheme + "://" + host, rawPath, rawQuery);
    // of the hosts that the guard passes, URIs are choosy about addresses in brackets alone
    return host.startsWith("[") && target.parsed() == null ? null : target;
  }

  /** The same target with another query. */
  Target withQuery(@Nullable String otherQuery) {
    return new Target(origin, rawPath, otherQuery);
  }

  /** The path that predicates and filters see, as a URI can hold it. */
  String path() {
    return path;
  }

  /** The query that predicates and filters see, as a URI can hold it; null where there is none. */
  @Nullable String query() {
    return query;
  }

  /** The URI that Spring Cloud Gateway's predicates and filters see. */
  URI uri() {
    if (uri == null) {
      uri = Objects.requireNonNull(parsed(), "its origin is known to be one");
    }
    return uri;
  }

  private @Nullable URI parsed() {
    String rest = query == null ? path : path + "?" + query;
    try {
      var parsed = new URI(origin + rest);
      // Spring drops a host that Java takes for none (a_b), and a path //a would become the host
      return parsed.getHost() == null ? new URI(UNNAMED + rest) : parsed;
    } catch (URISyntaxException _) {
      return null;
    }
  }

  /** The path to send where filters made this of the target's. */
  String pathOf(String filtered) {
    if (filtered.equals(path)) {
      return rawPath;
    }
    return filtered.isEmpty() ? "/" : ascii(filtered);
  }

  /** The query to send where filters made this of the target's; null where there is none. */
  @Nullable String queryOf(@Nullable String filtered) {
    if (Objects.equals(filtered, query)) {
      return rawQuery;
    }
    return filtered == null ? null : ascii(filtered);
  }

  /** Filters may have written what URIs in Java hold unencoded, beyond ASCII. */
  private static String ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return URI.create("?" + text).toASCIIString().substring(1);
      }
    }
    return text;
  }

  @Override
  public String toString() {
    return "Target[" + rawPath + "]";
  }
}
