package dev.gatehouse.rules;

import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import dev.gatehouse.request.RequestFacts;
import dev.gatehouse.token.Claims;
import dev.gatehouse.token.Json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of one policy may read of one request, made when it is first read. Used by one
 * decision.
 */
public final class RuleFacts {

  private final String policy;
  private final String provider;
  private final @Nullable Claims claims;
  private final RequestFacts request;
  private final Supplier<RequestEdits> removal;
  private final Instant now;
  private @Nullable JsonObject jwt;
  private @Nullable RequestEdits edits;
  private @Nullable String path;
  private @Nullable Map<String, String> headers;
  private @Nullable Map<String, List<String>> parameters;

  /**
   * Makes the facts.
   *
   * @param policy the policy's name
   * @param provider the provider that verified the token; empty: nobody is known
   * @param claims the verified claims; null: nobody is known
   * @param removal what takes every token out of the request
   */
  public RuleFacts(
      String policy,
      String provider,
      @Nullable Claims claims,
      RequestFacts request,
      Supplier<RequestEdits> removal,
      Instant now) {
    this.policy = policy;
    this.provider = provider;
    this.claims = claims;
    this.request = request;
    this.removal = removal;
    this.now = now;
  }

  /** The value of a variable; null where there is none of this name. */
  @Nullable Object variable(String name, Budget budget) {
    return switch (name) {
      case "jwt" -> jwt(budget);
      case "policy" -> policy;
      case "provider" -> provider;
      case "now" -> now;
      case "request.method" -> request.method();
      case "request.scheme" -> request.scheme();
      case "request.host" -> Octets.text(request.host());
      case "request.path" -> path();
      case "request.query" -> Octets.text(query());
      case "request.params" -> TextMap.parameters(parameters(), budget);
      case "request.headers" -> TextMap.headers(headers(), budget);
      case "request.address" -> address();
      default -> null;
    };
  }

  private ClaimMap jwt(Budget budget) {
    if (claims == null) {
      return ClaimMap.ofNobody(budget);
    }
    if (jwt == null) {
      jwt = claims.json();
    }
    return ClaimMap.of(jwt, claims.audiences(), budget);
  }

  private String path() {
    if (path == null) {
      path = Octets.path(request.rawPath());
    }
    return path;
  }

  private String query() {
    RequestEdits.QueryEdit edit = edits().query();
    String query = edit == null ? request.rawQuery() : edit.rawQuery();
    return query == null ? "" : query;
  }

  /** Without the zone, which is a matter of this machine. */
  private String address() {
    String address = request.clientAddress().getHostAddress();
    int zone = address.indexOf('%');
    return zone < 0 ? address : address.substring(0, zone);
  }

  private RequestEdits edits() {
    if (edits == null) {
      edits = removal.get();
    }
    return edits;
  }

  private Map<String, List<String>> parameters() {
    if (parameters == null) {
      Map<String, List<String>> read = new HashMap<>();
      String query = query();
      int start = 0;
      while (start < query.length()) {
        int next = query.indexOf('&', start);
        int end = next < 0 ? query.length() : next;
        if (end > start) {
          int equals = query.indexOf('=', start);
          int name = equals < 0 || equals > end ? end : equals;
          read.computeIfAbsent(
                  Octets.parameter(query.substring(start, name)), _ -> new ArrayList<>(1))
              .add(Octets.parameter(query.substring(Math.min(name + 1, end), end)));
        }
        start = end + 1;
      }
      parameters = read;
    }
    return parameters;
  }

  private Map<String, String> headers() {
    if (headers == null) {
      Map<String, String> read = new HashMap<>();
      List<HeaderEdit> removed = edits().headers();
      request.crossingHeaders().forEach((name, value) -> add(name, value, removed, read));
      headers = read;
    }
    return headers;
  }

  /** Several lines are one list (RFC 9110, section 5.3), but for cookies (RFC 9113, 8.2.3). */
  private static void add(
      String name, String value, List<HeaderEdit> edits, Map<String, String> read) {
    String left = value;
    for (HeaderEdit edit : edits) {
      if (edit.line().value().equals(value) && edit.line().name().equalsIgnoreCase(name)) {
        left = edit.replacement();
      }
    }
    if (left != null) {
      String lower = name.toLowerCase(Locale.ROOT);
      read.merge(
          lower,
          Octets.text(left),
          (first, next) -> first + (lower.equals("cookie") ? "; " : ",") + next);
    }
  }
}
