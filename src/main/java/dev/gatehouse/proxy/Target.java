package dev.gatehouse.proxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for: its octets, and the URI by which predicates and filters know it. As long
 * as no filter changes the URI's path or query, the upstream gets the octets.
 *
 * @param origin scheme and authority, as the client sees them
 * @param rawPath the path, percent-encoded
 * @param rawQuery the query without its question mark; null where there is none
 */
record Target(String origin, String rawPath, @Nullable String rawQuery, URI uri) {

  private static final String UNNAMED = "http://unnamed.invalid";

  /** The target; null where the authority is none that a URI can have. */
  static @Nullable Target of(String scheme, String host, String rawPath, @Nullable String query) {
    return of(scheme + "://" + host, rawPath, query);
  }

  private static @Nullable Target of(String origin, String rawPath, @Nullable String rawQuery) {
    String path = Escaping.uriSafe(rawPath, false);
    String rest = rawQuery == null ? path : path + "?" + Escaping.uriSafe(rawQuery, true);
    try {
      var uri = new URI(origin + rest);
      // Spring drops a host that Java takes for none (a_b), and a path //a would become the host
      return new Target(
          origin, rawPath, rawQuery, uri.getHost() == null ? new URI(UNNAMED + rest) : uri);
    } catch (URISyntaxException _) {
      return null;
    }
  }

  /** The same target with another query. */
  Target withQuery(@Nullable String otherQuery) {
    return Objects.requireNonNull(of(origin, rawPath, otherQuery), "its origin is known to be one");
  }

  /** The path to send where filters made this URI of the target's. */
  String pathOf(URI sent) {
    String path = sent.getRawPath();
    if (path.equals(uri.getRawPath())) {
      return rawPath;
    }
    return path.isEmpty() ? "/" : ascii(path);
  }

  /** The query to send where filters made this URI of the target's; null where there is none. */
  @Nullable String queryOf(URI sent) {
    String query = sent.getRawQuery();
    if (Objects.equals(query, uri.getRawQuery())) {
      return rawQuery;
    }
    return query == null ? null : ascii(query);
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
