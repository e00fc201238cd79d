package dev.gatehouse.verifier;

import dev.gatehouse.config.VerifierSpec;
import dev.gatehouse.edge.PathGuard;
import dev.gatehouse.edge.RequestGuard;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads which request a proxy asks about, from where the configuration says and nowhere else: what
 * stands elsewhere may be the client's.
 */
final class OriginalReader {

  private final Verifier verifier;
  private final Inquiry inquiry;
  private @Nullable String problem;

  private OriginalReader(Verifier verifier, Inquiry inquiry) {
    this.verifier = verifier;
    this.inquiry = inquiry;
  }

  /** What was read. */
  sealed interface Reading {

    /** The request. */
    record Clear(OriginalRequest request) implements Reading {}

    /**
     * It cannot be told which request it is.
     *
     * @param detail what is ambiguous
     */
    record Ambiguous(String detail) implements Reading {}
  }

  /**
   * Reads the request.
   *
   * @param target its target where that stands in the request line; else null
   */
  static Reading read(Verifier verifier, Inquiry inquiry, @Nullable String target) {
    return new OriginalReader(verifier, inquiry).read(target);
  }

  private Reading read(@Nullable String target) {
    VerifierSpec spec = verifier.spec();
    return switch (spec.original()) {
      case X_FORWARDED ->
          judged(
              only("X-Forwarded-Method"),
              scheme(only("X-Forwarded-Proto")),
              only("X-Forwarded-Host"),
              only("X-Forwarded-Uri"));
      case X_ORIGINAL ->
          judged(only("X-Original-Method"), null, inquiry.host(), only("X-Original-URI"));
      case REQUEST_LINE -> judged(inquiry.method(), null, inquiry.host(), target);
    };
  }

  /** The guard judges the original request as it would one that arrived here. */
  private Reading judged(
      @Nullable String method,
      @Nullable String scheme,
      @Nullable String host,
      @Nullable String target) {
    if (problem != null) {
      return new Reading.Ambiguous(problem);
    }
    var verdict =
        RequestGuard.judge(
            method == null ? "GET" : method,
            target == null ? "/" : target,
            List.of(host == null ? "untold" : host));
    return switch (verdict) {
      case RequestGuard.Verdict.Ambiguous(String detail) -> new Reading.Ambiguous(detail);
      case RequestGuard.Verdict.Clear(String clear) ->
          read(method, scheme, normal(host, scheme), target == null ? null : clear);
    };
  }

  private static @Nullable String normal(@Nullable String host, @Nullable String scheme) {
    return host == null ? null : RequestGuard.normalHost(host, scheme == null ? "" : scheme);
  }

  private Reading read(
      @Nullable String method,
      @Nullable String scheme,
      @Nullable String host,
      @Nullable String target) {
    int question = target == null ? -1 : target.indexOf('?');
    String path = question < 0 || target == null ? target : target.substring(0, question);
    String query = question < 0 || target == null ? null : target.substring(question + 1);
    String oddity =
        path == null ? null : PathGuard.judge(path).refusal(verifier.spec().allowInPath());
    if (oddity == null) {
      oddity = misspeltIdentityHeader();
    }
    return oddity != null
        ? new Reading.Ambiguous(oddity)
        : new Reading.Clear(
            new OriginalRequest(
                method, scheme, host, path, query, verifier.clients().told(inquiry.headers())));
  }

  /**
   * A server behind the proxy may read {@code X_User_Id} as {@code X-User-Id}, and the proxy
   * overwrites the one alone.
   */
  private @Nullable String misspeltIdentityHeader() {
    var lines = inquiry.fields().iteratorAsString();
    while (lines.hasNext()) {
      String name = lines.next().getKey();
      if (verifier.identityHeaders().contains(name) && !isSpelledSo(name)) {
        return "an identity header is spelled as no proxy would remove it";
      }
    }
    return null;
  }

  private boolean isSpelledSo(String name) {
    for (String spelling : verifier.identityHeaderNames()) {
      if (spelling.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** The header's value; null where it is not there. */
  private @Nullable String only(String name) {
    HttpHeaders fields = inquiry.fields();
    List<String> values = fields.getAll(name);
    if (values.size() > 1) {
      problem = name + " is there more than once";
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /** Some proxies call a WebSocket's scheme its own. */
  private @Nullable String scheme(@Nullable String told) {
    if (told == null) {
      return null;
    }
    return switch (told.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> "http";
      case "https", "wss" -> "https";
      default -> {
        problem = "X-Forwarded-Proto is neither http nor https";
        yield null;
      }
    };
  }
}
