package dev.gatehouse.proxy;

import dev.gatehouse.config.CorsSpec;
import dev.gatehouse.edge.Preflight;
import dev.gatehouse.errors.Answer;
import dev.gatehouse.request.HeaderField;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What pages of other origins may do with one route (Fetch standard, "CORS protocol"), compiled;
 * immutable. No octet of a request is repeated in an answer: an origin is answered with the
 * configuration's own text.
 */
final class Cors {

  /** What a refused preflight says of itself: no leave, and what that hangs on. */
  static final List<HeaderField> REFUSED =
      List.of(
          new HeaderField(
              "Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"));

  private static final List<String> SIMPLE_METHODS = List.of("GET", "HEAD", "POST");

  /** What a page needs of Gatehouse's own answers. */
  private static final List<String> OURS =
      List.of("WWW-Authenticate", "Retry-After", "X-Request-Id");

  private static final List<HeaderField> VARY = List.of(new HeaderField("Vary", "Origin"));

  /** What a response may say of CORS; an upstream's word would stand beside ours, or against it. */
  private static final List<String> ALL =
      List.of(
          "Access-Control-Allow-Origin",
          "Access-Control-Allow-Credentials",
          "Access-Control-Expose-Headers",
          "Access-Control-Allow-Methods",
          "Access-Control-Allow-Headers",
          "Access-Control-Allow-Private-Network",
          "Access-Control-Max-Age");

  private final Map<String, List<HeaderField>> byOrigin;
  private final @Nullable List<HeaderField> anyOrigin;
  private final boolean anyMethod;
  private final Set<String> methods;
  private final boolean anyHeader;
  private final Set<String> headers;
  private final List<HeaderField> granted;

  private Cors(CorsSpec spec) {
    String exposed = exposed(spec.exposedHeaders());
    Map<String, List<HeaderField>> lines = new HashMap<>();
    for (String origin : spec.allowedOrigins()) {
      lines.put(origin, lines(origin, spec.allowCredentials(), exposed));
    }
    this.anyOrigin = lines.get(CorsSpec.ANY);
    this.byOrigin = Map.copyOf(lines);
    List<String> named = spec.allowedMethods().isEmpty() ? SIMPLE_METHODS : spec.allowedMethods();
    this.anyMethod = named.contains(CorsSpec.ANY);
    this.methods = Set.copyOf(named);
    this.anyHeader = spec.allowedHeaders().contains(CorsSpec.ANY);
    this.headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    this.headers.addAll(spec.allowedHeaders());
    this.granted = granted(spec, named);
  }

  static Cors of(CorsSpec spec) {
    return new Cors(spec);
  }

  private static List<HeaderField> lines(String origin, boolean credentials, String exposed) {
    List<HeaderField> lines = new ArrayList<>();
    lines.add(new HeaderField("Access-Control-Allow-Origin", origin));
    lines.add(new HeaderField("Access-Control-Expose-Headers", exposed));
    if (credentials) {
      lines.add(new HeaderField("Access-Control-Allow-Credentials", "true"));
    }
    if (!origin.equals(CorsSpec.ANY)) {
      lines.addAll(VARY);
    }
    return List.copyOf(lines);
  }

  private static String exposed(List<String> names) {
    if (names.contains(CorsSpec.ANY)) {
      return CorsSpec.ANY;
    }
    Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    all.addAll(OURS);
    all.addAll(names);
    return String.join(", ", all);
  }

  private static List<HeaderField> granted(CorsSpec spec, List<String> methods) {
    List<HeaderField> lines = new ArrayList<>(REFUSED);
    lines.add(new HeaderField("Access-Control-Allow-Methods", String.join(", ", methods)));
    if (spec.allowedHeaders().contains(CorsSpec.ANY)) {
      // the asterisk does not cover this one (Fetch standard, "CORS non-wildcard request-header")
      lines.add(new HeaderField("Access-Control-Allow-Headers", "*, Authorization"));
    } else if (!spec.allowedHeaders().isEmpty()) {
      lines.add(
          new HeaderField(
              "Access-Control-Allow-Headers", String.join(", ", spec.allowedHeaders())));
    }
    lines.add(new HeaderField("Access-Control-Max-Age", Long.toString(spec.maxAge().toSeconds())));
    return List.copyOf(lines);
  }

  /** Why the answer to a preflight is no; null where it is yes. */
  @Nullable String refusal(Preflight preflight) {
    if (leave(preflight.origin()) == null) {
      return "The route allows no requests from this origin";
    }
    if (!anyMethod && !methods.contains(preflight.method())) {
      return "The route allows no cross-origin requests by this method";
    }
    for (String name : preflight.headers()) {
      if (!anyHeader && !headers.contains(name)) {
        return "The route allows no cross-origin requests with one of these headers";
      }
    }
    return null;
  }

  /**
   * The answer to a preflight that is not refused.
   *
   * @throws IllegalArgumentException where it is
   */
  Answer grant(Preflight preflight) {
    List<HeaderField> leave = leave(preflight.origin());
    if (leave == null) {
      throw new IllegalArgumentException("the preflight's origin is not allowed");
    }
    List<HeaderField> lines = new ArrayList<>(granted);
    for (HeaderField line : leave) {
      boolean ofResponses =
          line.name().equals("Vary") || line.name().equals("Access-Control-Expose-Headers");
      if (!ofResponses) {
        lines.add(line);
      }
    }
    return new Answer(200, lines, "");
  }

  /**
   * What an answer of Gatehouse's own says to a request with these header fields, so that the page
   * that sent it can read it, if it may.
   */
  List<HeaderField> lines(HttpHeaders request) {
    if (anyOrigin != null) {
      return anyOrigin;
    }
    String origin = request.get(HttpHeaderNames.ORIGIN);
    if (origin == null || request.getAll(HttpHeaderNames.ORIGIN).size() != 1) {
      return VARY;
    }
    return byOrigin.getOrDefault(origin, VARY);
  }

  /** Says the same in an upstream's response, in place of whatever that says itself. */
  void mark(HttpHeaders request, HttpHeaders response) {
    for (int i = 0; i < ALL.size(); i++) {
      response.remove(ALL.get(i));
    }
    List<HeaderField> lines = lines(request);
    for (int i = 0; i < lines.size(); i++) {
      HeaderField line = lines.get(i);
      boolean said =
          line.name().equals("Vary")
              && response.containsValue(HttpHeaderNames.VARY, line.value(), true);
      if (!said) {
        response.add(line.name(), line.value());
      }
    }
  }

  private @Nullable List<HeaderField> leave(@Nullable String origin) {
    if (origin == null) {
      return null;
    }
    return anyOrigin == null ? byOrigin.get(origin) : anyOrigin;
  }
}
