package dev.gatehouse.config;

import dev.gatehouse.request.HeaderNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Header names that have a meaning of their own, so that neither claims nor tokens can use them.
 */
public final class ReservedHeaders {

  private static final HeaderNames HOP_BY_HOP =
      HeaderNames.of(
          List.of(
              "connection",
              "keep-alive",
              "proxy-connection",
              "proxy-authenticate",
              "proxy-authorization",
              "te",
              "trailer",
              "transfer-encoding",
              "upgrade",
              "http2-settings"));

  private static final HeaderNames FRAMING =
      HeaderNames.of(
          List.of("content-length", "content-type", "content-encoding", "content-range", "expect"));

  private static final HeaderNames FORWARDING =
      HeaderNames.of(
          List.of(
              "forwarded", "x-real-ip", "x-rewrite-url", "x-http-method-override", "x-request-id"));

  private static final List<String> FORWARDING_PREFIXES = List.of("x-forwarded-", "x-original-");

  private ReservedHeaders() {}

  /** What the header is for, in any of its spellings; null where it is free. */
  public static @Nullable String meaning(String header) {
    if (HOP_BY_HOP.contains(header)) {
      return "is about one connection (hop-by-hop)";
    }
    if (FRAMING.contains(header) || HeaderNames.canonical(header).startsWith("sec-websocket-")) {
      return "is about the message itself (framing)";
    }
    if (HeaderNames.same("host", header)) {
      return "names the host";
    }
    if (HeaderNames.same("cookie", header)) {
      return "holds the cookies";
    }
    String canonical = HeaderNames.canonical(header);
    boolean forwarding =
        FORWARDING.contains(header)
            || canonical.equals("x-forwarded")
            || FORWARDING_PREFIXES.stream().anyMatch(canonical::startsWith);
    return forwarding ? "is written by proxies, and by Gatehouse" : null;
  }
}
