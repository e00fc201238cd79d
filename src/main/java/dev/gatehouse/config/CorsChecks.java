package dev.gatehouse.config;

import dev.gatehouse.token.TokenCharacters;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Checks what a route allows pages of other origins. */
final class CorsChecks {

  /** What no page can send, whatever it is allowed (Fetch standard, "forbidden method"). */
  private static final Set<String> FORBIDDEN_METHODS = Set.of("CONNECT", "TRACE", "TRACK");

  private final Problems problems;
  private final String path;
  private final CorsProperties cors;

  private CorsChecks(Problems problems, String path, CorsProperties cors) {
    this.problems = problems;
    this.path = path;
    this.cors = cors;
  }

  /**
   * Notes what is wrong.
   *
   * @param path the route's
   */
  static void check(Problems problems, String path, RouteProperties route) {
    CorsProperties cors = route.cors();
    if (cors != null) {
      new CorsChecks(problems, path + ".cors", cors).check();
      checkPredicates(problems, path, route.predicates());
    }
  }

  private void check() {
    List<String> origins = cors.allowedOrigins();
    checkEach("allowedOrigins", origins, (at, origin) -> OriginCheck.check(problems, at, origin));
    checkEach("allowedMethods", cors.allowedMethods(), this::checkMethod);
    checkEach("allowedHeaders", cors.allowedHeaders(), this::checkHeader);
    checkEach("exposedHeaders", cors.exposedHeaders(), this::checkHeader);
    if (origins.size() > 1 && origins.contains(CorsSpec.ANY)) {
      problems.error(
          path + ".allowedOrigins",
          "'*' allows every origin, so the others would mean nothing",
          "remove either '*' or all the others");
    }
    checkCredentials();
  }

  /** Checks what could be read; of the rest is told already. */
  private void checkEach(String key, List<String> values, BiConsumer<String, String> check) {
    for (int i = 0; i < values.size(); i++) {
      String at = path + "." + key + "[" + i + "]";
      if (!problems.hasErrorAt(at)) {
        check.accept(at, values.get(i));
      }
    }
  }

  private void checkMethod(String at, String method) {
    String upper = method.toUpperCase(Locale.ROOT);
    if (!TokenCharacters.isToken(method)) {
      problems.error(at, "'" + method + "' is no method", "write one, such as GET");
    } else if (!method.equals(upper)) {
      problems.error(at, "methods are told apart by case", "write " + upper);
    } else if (FORBIDDEN_METHODS.contains(method)) {
      problems.error(at, "no browser lets a page send " + method, "remove it");
    }
  }

  private void checkHeader(String at, String name) {
    if (!TokenCharacters.isToken(name)) {
      problems.error(at, "'" + name + "' is no header's name", "write one, such as Authorization");
    }
  }

  private void checkCredentials() {
    String open = cors.allowCredentials() ? open() : null;
    if (open != null) {
      problems.error(
          path + ".allowCredentials",
          "with credentials, '*' in " + open + " does not mean what it says",
          "list what is allowed, or remove allowCredentials");
    }
  }

  /** The list that holds {@code *}; null where none does. */
  private @Nullable String open() {
    if (cors.allowedOrigins().contains(CorsSpec.ANY)) {
      return "allowedOrigins";
    }
    if (cors.allowedMethods().contains(CorsSpec.ANY)) {
      return "allowedMethods";
    }
    if (cors.allowedHeaders().contains(CorsSpec.ANY)) {
      return "allowedHeaders";
    }
    return cors.exposedHeaders().contains(CorsSpec.ANY) ? "exposedHeaders" : null;
  }

  private static void checkPredicates(Problems problems, String path, List<String> predicates) {
    for (int i = 0; i < predicates.size(); i++) {
      String predicate = predicates.get(i);
      if (predicate.startsWith("Header=") || predicate.startsWith("Cookie=")) {
        problems.warning(
            path + ".predicates[" + i + "]",
            "a preflight carries neither cookies nor a page's headers, so it misses this route",
            "have another route with the same path and 'cors' answer the preflights");
      }
    }
  }
}
