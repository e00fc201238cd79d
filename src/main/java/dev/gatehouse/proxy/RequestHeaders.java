package dev.gatehouse.proxy;

import dev.gatehouse.edge.ForwardedHeaders;
import dev.gatehouse.request.HeaderNames;
import io.netty.handler.codec.http.HttpHeaderNames;

/** The header fields that predicates and filters see. */
final class RequestHeaders {

  /** What {@link ForwardedHeaders} takes away, and predicates and filters are to see. */
  private static final String TRANSFER_ENCODING = "transfer-encoding";

  private static final String CONNECTION = "connection";

  private RequestHeaders() {}

  /**
   * The fields without what a client has no say in: identity headers in any spelling, what is for
   * this hop alone, and forwarding headers that are not believed. Framing stays to be seen.
   */
  static HeaderLines cleaned(Arrival arrival, HeaderNames identityHeaders) {
    ForwardedHeaders rules =
        ForwardedHeaders.of(arrival.headers(), arrival.client().byTrustedProxy());
    var cleaned = new HeaderLines();
    arrival
        .headers()
        .forEach(
            (name, value) -> {
              if (!identityHeaders.contains(name) && rules.crosses(name, value)) {
                cleaned.add(name, value);
              }
            });
    if (arrival.fields().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      cleaned.set(TRANSFER_ENCODING, "chunked");
    }
    if (rules.isWebSocket()) {
      cleaned.set(CONNECTION, "upgrade");
    }
    return cleaned;
  }
}
