package dev.gatehouse.proxy;

import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.upstream.UpstreamResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The fields behind the body of an upstream's response, for clients that take them (RFC 9110,
 * section 6.5). A request's are dropped (contract, section 3).
 */
final class Trailers {

  /** What may not stand behind a body, as it would come too late or mislead (6.5.1). */
  private static final HeaderNames NEVER =
      HeaderNames.of(
          List.of(
              "Age",
              "Authorization",
              "Cache-Control",
              "Connection",
              "Content-Encoding",
              "Content-Length",
              "Content-Range",
              "Content-Type",
              "Date",
              "Expires",
              "Host",
              "Keep-Alive",
              "Location",
              "Proxy-Authenticate",
              "Proxy-Authentication-Info",
              "Proxy-Connection",
              "Retry-After",
              "Set-Cookie",
              "TE",
              "Trailer",
              "Transfer-Encoding",
              "Upgrade",
              "Vary",
              "Warning",
              "WWW-Authenticate",
              "X-Request-Id"));

  private Trailers() {}

  /**
   * Lets the trailers follow a response whose head is ready to be sent and its body still to come.
   */
  static void follow(Passage passage, HttpServerResponse response, UpstreamResponse received) {
    HttpHeaders head = response.responseHeaders();
    if (!passage
            .arrival()
            .fields()
            .containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true)
        || response.version().compareTo(HttpVersion.HTTP_1_1) < 0
        || head.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      return;
    }
    List<String> announced = received.headers().getAll(HttpHeaderNames.TRAILER);
    if (!announced.isEmpty()) {
      head.set(HttpHeaderNames.TRAILER, announced);
    }
    Supplier<@Nullable HttpHeaders> behind = received.trailers();
    Expiry expiry = passage.grpc() ? passage.expiry() : null;
    response.trailerHeaders(
        trailers -> {
          if (expiry != null && expiry.hasLapsed()) {
            Grpc.tellExpired(trailers);
          } else {
            copy(behind.get(), trailers);
          }
        });
  }

  private static void copy(@Nullable HttpHeaders received, HttpHeaders trailers) {
    if (received != null) {
      Arrival.lines(received)
          .forEach(
              (name, value) -> {
                if (!NEVER.contains(name)) {
                  trailers.add(name, value);
                }
              });
    }
  }
}
