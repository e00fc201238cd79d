package dev.gatehouse.proxy;

import dev.gatehouse.config.Problems;
import dev.gatehouse.request.HeaderNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What no route may have, wherever it is defined (contract, section 1): parts that would undo what
 * Gatehouse guards.
 */
final class RouteRules {

  /**
   * What would keep responses, sessions or whole bodies, relay tokens, or send identities where a
   * client says, and what to do.
   */
  private static final Map<String, String> FORBIDDEN_FILTERS =
      Map.of(
          "LocalResponseCache",
          "it would answer one client with what another may see; remove it",
          "TokenRelay",
          "Gatehouse keeps no sessions and relays tokens with forwardToken; remove it",
          "SaveSession",
          "Gatehouse keeps no sessions and relays tokens with forwardToken; remove it",
          "CacheRequestBody",
          "Gatehouse holds no body, as it may be of any size; remove it",
          "RequestHeaderToRequestUri",
          "a client would choose who gets its request, identity headers included; write routes, or"
              + " SetRequestUri");

  private static final Set<String> FORBIDDEN_PREDICATES =
      Set.of("XForwardedRemoteAddr", "ReadBody");

  /** Their arguments are paths, parameters, hosts, times, numbers: never a request's header. */
  private static final Set<String> NAMELESS =
      Set.of(
          "Path",
          "Query",
          "Method",
          "Host",
          "Cookie",
          "After",
          "Before",
          "Between",
          "RemoteAddr",
          "Weight",
          "Version",
          "StripPrefix",
          "PrefixPath",
          "RewritePath",
          "SetPath",
          "SetStatus",
          "AddRequestParameter",
          "RemoveRequestParameter",
          "RewriteRequestParameter",
          "RedirectTo",
          "RequestSize",
          "PreserveHostHeader",
          "SetRequestHostHeader",
          "SetRequestUri",
          "Retry");

  private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

  private final HeaderNames identityHeaders;
  private final Problems problems;

  RouteRules(HeaderNames identityHeaders, Problems problems) {
    this.identityHeaders = identityHeaders;
    this.problems = problems;
  }

  /** Whether a predicate may be there; if not, that is a problem now. */
  boolean allowsPredicate(String name, Map<String, String> arguments, String path) {
    if (FORBIDDEN_PREDICATES.contains(name)) {
      problems.error(
          path,
          "the predicate " + name + " is not allowed",
          name.equals("ReadBody")
              ? "Gatehouse holds no body; match on the path, the method or a header"
              : "use RemoteAddr, which sees the client behind gatehouse.trustedProxies");
      return false;
    }
    return canMatch(name, arguments, path) && namesNoIdentityHeader(name, arguments, path);
  }

  /**
   * Whether a host or a method is spelt as the edge spells them for every request: one that is not
   * would never match, and leave its requests to another route.
   */
  private boolean canMatch(String name, Map<String, String> arguments, String path) {
    for (String argument : arguments.values()) {
      if (name.equals("Method") && !argument.equals(argument.toUpperCase(Locale.ROOT))) {
        problems.error(
            path, "no request has the method '" + argument + "'", "write it in capitals");
        return false;
      }
      if (name.equals("Host") && !isNormalHost(argument)) {
        problems.error(
            path,
            "no request has the host '" + argument + "'",
            "write it in lower case, without a dot at its end");
        return false;
      }
    }
    return true;
  }

  /** Names of captured parts, in braces, may be spelt as you like. */
  private static boolean isNormalHost(String pattern) {
    int depth = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0 && c >= 'A' && c <= 'Z') {
        return false;
      }
    }
    return !pattern.endsWith(".") && !pattern.contains(".:");
  }

  /** Whether a filter may be there; if not, that is a problem now. */
  boolean allowsFilter(String name, Map<String, String> arguments, String path) {
    String remedy = FORBIDDEN_FILTERS.get(name);
    if (remedy != null) {
      problems.error(path, "the filter " + name + " is not allowed", remedy);
      return false;
    }
    return namesNoIdentityHeader(name, arguments, path);
  }

  private boolean namesNoIdentityHeader(String name, Map<String, String> arguments, String path) {
    if (NAMELESS.contains(name)) {
      return true;
    }
    for (Map.Entry<String, String> argument : arguments.entrySet()) {
      String named = identityHeaderIn(argument.getKey());
      named = named == null ? identityHeaderIn(argument.getValue()) : named;
      if (named != null) {
        problems.error(
            path,
            name + " names the identity header " + named,
            "only a verified token sets that header, see claimsToHeaders; use another name");
        return false;
      }
    }
    return true;
  }

  /** The identity header among the words of an argument; null where there is none. */
  private @Nullable String identityHeaderIn(@Nullable String argument) {
    int end = argument == null ? 0 : argument.length();
    int start = 0;
    for (int i = 0; argument != null && i <= end; i++) {
      if (i == end || !isTokenCharacter(argument.charAt(i))) {
        String word = argument.substring(start, i);
        if (identityHeaders.contains(word)) {
          return word;
        }
        start = i + 1;
      }
    }
    return null;
  }

  /** Good enough to take words apart: a header's name has no other character in practice. */
  private static boolean isTokenCharacter(char c) {
    return Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** The origin of an upstream; null where it is none, which is a problem now. */
  @Nullable URI origin(@Nullable String text, String path) {
    if (text == null || text.isBlank()) {
      problems.error(path, "the route has no uri", "write the upstream's, as http://orders:8080");
      return null;
    }
    URI uri = parse(text);
    String wrong = uri == null ? "is not a URI" : wrong(uri);
    if (wrong != null) {
      problems.error(
          path, "'" + text + "' " + wrong, "write the upstream's origin, as http://orders:8080");
      return null;
    }
    return uri;
  }

  private static @Nullable URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      return null;
    }
  }

  private static @Nullable String wrong(URI uri) {
    String scheme = uri.getScheme();
    if ("forward".equalsIgnoreCase(scheme)) {
      return "would answer inside the gateway: forward: is not allowed";
    }
    if (scheme == null || !SCHEMES.contains(scheme)) {
      return "has none of the schemes http, https, ws, wss";
    }
    if (uri.getHost() == null) {
      return "has no host, or one that no host name can be";
    }
    if (uri.getRawUserInfo() != null) {
      return "has a user, which would be sent nowhere";
    }
    boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
    return bare && uri.getRawQuery() == null && uri.getRawFragment() == null
        ? null
        : "has more than an origin, which no request would get (use PrefixPath or SetPath)";
  }
}
