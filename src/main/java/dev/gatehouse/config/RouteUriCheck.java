package dev.gatehouse.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks the URI of a route's upstream. */
final class RouteUriCheck {

  private static final String EXAMPLE = "write scheme, host and port, such as http://orders:8080";

  private RouteUriCheck() {}

  static void check(Problems problems, String path, String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      problems.error(path, "the upstream's URI cannot be read: " + e.getReason(), EXAMPLE);
      return;
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    switch (scheme) {
      case "http", "https", "ws", "wss" -> checkAuthority(problems, path, uri);
      case "forward" ->
          problems.error(
              path,
              "a 'forward:' target would be served by Gatehouse itself, past every policy",
              EXAMPLE);
      case "lb" -> problems.error(path, "this build has no service discovery for 'lb:'", EXAMPLE);
      default -> problems.error(path, "the upstream is reached by http or https", EXAMPLE);
    }
  }

  private static void checkAuthority(Problems problems, String path, URI uri) {
    String problem = problem(uri);
    if (problem != null) {
      problems.error(path, problem, EXAMPLE);
    } else if (uri.getRawPath() != null
        && !uri.getRawPath().isEmpty()
        && !uri.getRawPath().equals("/")) {
      problems.error(
          path,
          "the path of an upstream's URI is not used: the request's path is sent",
          "remove it, and add the filter \"PrefixPath=" + uri.getRawPath() + "\"");
    }
  }

  private static @Nullable String problem(URI uri) {
    if (uri.getRawUserInfo() != null) {
      return "credentials in an upstream's URI are not sent";
    }
    if (uri.getHost() == null) {
      return "the upstream's URI has no host that a URI can name ('_' cannot stand in one)";
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      return "the upstream's port must be from 1 to 65535";
    }
    boolean more = uri.getRawQuery() != null || uri.getRawFragment() != null;
    return more ? "an upstream's URI has neither query nor fragment" : null;
  }
}
