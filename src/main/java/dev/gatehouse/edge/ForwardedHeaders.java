package dev.gatehouse.edge;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.HeaderFields;
import dev.gatehouse.request.HeaderNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of a request's header lines cross the gateway, and which Gatehouse writes itself (contract,
 * section 8; RFC 9110, section 7.6.1). Identity headers and tokens are not its business.
 */
public final class ForwardedHeaders {

  private static final HeaderNames DROPPED =
      HeaderNames.of(
          List.of(
              "Connection",
              "Proxy-Connection",
              "Keep-Alive",
              "Trailer",
              "Transfer-Encoding",
              "HTTP2-Settings",
              "Proxy-Authenticate",
              "Proxy-Authorization",
              "Forwarded",
              "X-Real-IP",
              "X-Rewrite-URL",
              "X-HTTP-Method-Override",
              "X-Request-Id",
              "X-Forwarded-For",
              "X-Forwarded-Proto",
              "X-Forwarded-Host"));

  /** What {@code Connection} may not take away, as it is for the upstream, not for this hop. */
  private static final HeaderNames END_TO_END =
      HeaderNames.of(
          List.of(
              "Host",
              "Authorization",
              "Cookie",
              "Content-Length",
              "Content-Type",
              "Content-Encoding",
              "Content-Range",
              "Cache-Control",
              "Expect",
              "Origin",
              "Range",
              "If-Match",
              "If-None-Match"));

  private static final String X_FORWARDED = "x-forwarded-";
  private static final String X_ORIGINAL = "x-original-";

  private final boolean byTrustedProxy;

  /** Canonical; no {@link HeaderNames}, in whose table a client could make names collide. */
  private final Set<String> nominated;

  private final boolean webSocket;

  private ForwardedHeaders(boolean byTrustedProxy, Set<String> nominated, boolean webSocket) {
    this.byTrustedProxy = byTrustedProxy;
    this.nominated = nominated;
    this.webSocket = webSocket;
  }

  /**
   * The rules for a request.
   *
   * @param headers the request's header lines, as received
   * @param byTrustedProxy whether the socket's peer is a trusted proxy, whose other {@code
   *     X-Forwarded-*} headers cross
   */
  public static ForwardedHeaders of(HeaderFields headers, boolean byTrustedProxy) {
    var options = new ConnectionOptions();
    headers.forEach(options);
    return new ForwardedHeaders(
        byTrustedProxy, options.nominated, options.upgrade && options.toWebSocket);
  }

  /** Whether the client asks to go on as a WebSocket, so that {@code Upgrade} crosses. */
  public boolean isWebSocket() {
    return webSocket;
  }

  /** Whether a header line as received reaches the upstream. */
  public boolean crosses(String name, String value) {
    if (DROPPED.contains(name) || isNominated(name)) {
      return false;
    }
    if (HeaderNames.same(name, "te")) {
      // RFC 9110, section 10.1.4: all that gRPC asks for
      return value.strip().equalsIgnoreCase("trailers");
    }
    if (HeaderNames.same(name, "upgrade")) {
      return webSocket;
    }
    if (HeaderNames.same(name, "content-length")) {
      // Content_Length frames nothing here, but it might behind
      return name.equalsIgnoreCase("content-length");
    }
    if (beginsWith(name, X_FORWARDED)) {
      return byTrustedProxy && name.regionMatches(true, 0, X_FORWARDED, 0, X_FORWARDED.length());
    }
    return !beginsWith(name, X_ORIGINAL);
  }

  private boolean isNominated(String name) {
    return !nominated.isEmpty() && nominated.contains(HeaderNames.canonical(name));
  }

  /**
   * The lines that Gatehouse writes itself.
   *
   * @param requestId the request's id
   */
  public static List<HeaderField> written(Client client, String requestId) {
    return List.of(
        new HeaderField("X-Forwarded-For", client.path()),
        new HeaderField("X-Forwarded-Proto", client.scheme()),
        new HeaderField("X-Forwarded-Host", client.host()),
        new HeaderField(RequestIds.HEADER, requestId));
  }

  private static boolean beginsWith(String name, String prefix) {
    return name.length() >= prefix.length()
        && HeaderNames.same(name.subSequence(0, prefix.length()), prefix);
  }

  /** Reads {@code Connection} and {@code Upgrade}. */
  private static final class ConnectionOptions
      implements java.util.function.BiConsumer<String, String> {

    private Set<String> nominated = Set.of();
    private boolean upgrade;
    private boolean toWebSocket;
    private boolean toAnything;

    @Override
    public void accept(String name, String value) {
      if (name.equalsIgnoreCase("Upgrade")) {
        // beside another protocol, the upstream might choose that one (h2c smuggling)
        toWebSocket = !toAnything && value.strip().equalsIgnoreCase("websocket");
        toAnything = true;
      } else if (name.equalsIgnoreCase("Connection")) {
        int start = 0;
        while (start <= value.length()) {
          int comma = value.indexOf(',', start);
          int end = comma < 0 ? value.length() : comma;
          option(value.substring(start, end).strip());
          start = end + 1;
        }
      }
    }

    private void option(String option) {
      if (option.equalsIgnoreCase("upgrade")) {
        upgrade = true;
      } else if (!option.isEmpty()
          && !option.equalsIgnoreCase("close")
          && !option.equalsIgnoreCase("keep-alive")
          && !option.equalsIgnoreCase("te")
          && !END_TO_END.contains(option)) {
        if (nominated.isEmpty()) {
          nominated = new HashSet<>(2);
        }
        nominated.add(HeaderNames.canonical(option));
      }
    }
  }
}
