package dev.gatehouse.proxy;

import dev.gatehouse.edge.ForwardedHeaders;
import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/** The header fields that predicates and filters see. */
final class RequestHeaders {

  private RequestHeaders() {}

  /**
   * The fields without what a client has no say in: identity headers in any spelling, what is for
   * this hop alone, and forwarding headers that are not believed. Framing stays to be seen.
   */
  static HttpHeaders cleaned(Arrival arrival, HeaderNames identityHeaders) {
    HttpHeaders received = arrival.fields();
    ForwardedHeaders rules =
        ForwardedHeaders.of(arrival.headers(), arrival.client().byTrustedProxy());
    // the names and values have been read off the wire, so they are ones
    HttpHeaders cleaned =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    arrival
        .headers()
        .forEach(
            (name, value) -> {
              if (!identityHeaders.contains(name) && rules.crosses(name, value)) {
                cleaned.add(name, value);
              }
            });
    if (received.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      cleaned.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (rules.isWebSocket()) {
      cleaned.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    }
    return cleaned;
  }

  /** The fields with the edits made; the given ones stay as they are. */
  static HttpHeaders edited(HttpHeaders fields, RequestEdits edits) {
    if (edits.headers().isEmpty()) {
      return fields;
    }
    HttpHeaders edited = fields.copy();
    for (HeaderEdit edit : edits.headers()) {
      String name = edit.line().name();
      List<String> values = edited.getAll(name);
      edited.remove(name);
      for (String value : values) {
        String replacement = value.equals(edit.line().value()) ? edit.replacement() : value;
        if (replacement != null) {
          edited.add(name, replacement);
        }
      }
    }
    return edited;
  }
}
