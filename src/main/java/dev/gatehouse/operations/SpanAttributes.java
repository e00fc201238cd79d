package dev.gatehouse.operations;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;

/**
 * The names of what is told of a span: those of OpenTelemetry's conventions for HTTP, and
 * Gatehouse's own.
 */
final class SpanAttributes {

  static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> POLICY = AttributeKey.stringKey("gatehouse.policy");
  static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gatehouse.provider");
  static final AttributeKey<String> DECISION = AttributeKey.stringKey("gatehouse.decision");
  static final AttributeKey<String> CODE = AttributeKey.stringKey("gatehouse.code");
  static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("gatehouse.request_id");

  private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  private static final int MOST_DIGITS = 5;

  private SpanAttributes() {}

  /** The method, or {@code _OTHER}: a client may call its method as it likes. */
  static String method(String received) {
    return switch (received) {
      case "CONNECT",
          "DELETE",
          "GET",
          "HEAD",
          "OPTIONS",
          "PATCH",
          "POST",
          "PUT",
          "QUERY",
          "TRACE" ->
          received;
      default -> "_OTHER";
    };
  }

  /** What spans are called by a method: its name, or {@code HTTP} where it has none. */
  static String nameOf(String method) {
    return method.equals("_OTHER") ? "HTTP" : method;
  }

  /**
   * Tells which server was asked for.
   *
   * @param authority a host, and perhaps a port, as {@code Host} or a URI has them
   */
  static void server(Span span, String authority) {
    int colon = authority.lastIndexOf(':');
    long port = colon > authority.lastIndexOf(']') ? port(authority, colon + 1) : -1;
    String host = port < 0 ? authority : authority.substring(0, colon);
    if (!host.isEmpty()) {
      span.setAttribute(SERVER, host);
    }
    if (port >= 0) {
      span.setAttribute(PORT, port);
    }
  }

  private static long port(String authority, int start) {
    int digits = authority.length() - start;
    if (digits < 1 || digits > MOST_DIGITS) {
      return -1;
    }
    long port = 0;
    for (int i = start; i < authority.length(); i++) {
      int digit = authority.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      port = 10 * port + digit;
    }
    return port;
  }
}
