package dev.gatehouse.proxy;

import dev.gatehouse.token.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import reactor.core.publisher.Flux;

/** What gRPC asks of a proxy, beyond what any other request does. */
final class Grpc {

  static final String STATUS = "grpc-status";
  static final String MESSAGE = "grpc-message";

  private static final String UNAUTHENTICATED = "16";
  private static final String TYPE = "application/grpc";

  private Grpc() {}

  /**
   * Whether a request is gRPC's, which there is over HTTP/2 alone, so that no other request, and no
   * gRPC-Web, makes an upstream see HTTP/2.
   *
   * @param version the request's
   */
  static boolean isSpoken(HttpVersion version, HttpHeaders request) {
    String type = request.get(HttpHeaderNames.CONTENT_TYPE);
    return version.majorVersion() == 2
        && type != null
        && type.regionMatches(true, 0, TYPE, 0, TYPE.length())
        && (type.length() == TYPE.length() || "+;".indexOf(type.charAt(TYPE.length())) >= 0);
  }

  /** The upstream's body as a call's client is to get it. */
  static <T> Flux<T> body(Passage passage, Flux<T> received) {
    Expiry expiry = passage.grpc() ? passage.expiry() : null;
    return expiry == null ? received : expiry.closing(received);
  }

  /** Writes why a call ended before its time. */
  static void tellExpired(HttpHeaders trailers) {
    trailers.set(STATUS, UNAUTHENTICATED).set(MESSAGE, Refusal.TOKEN_EXPIRED.detail());
  }

  /** Whether a response is over with its head: a client takes no empty body for that. */
  static boolean isTrailersOnly(HttpHeaders response) {
    return response.contains(STATUS);
  }
}
