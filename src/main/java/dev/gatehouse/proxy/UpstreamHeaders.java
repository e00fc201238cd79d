package dev.gatehouse.proxy;

import dev.gatehouse.edge.ForwardedHeaders;
import dev.gatehouse.policy.UpstreamSpan.TraceContext;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.HeaderNames;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** The header fields an upstream gets, whatever filters made of them. */
final class UpstreamHeaders {

  private UpstreamHeaders() {}

  /**
   * Writes the fields that the chain's filters left.
   *
   * @param host the {@code Host} to send; null: the client's
   */
  static HttpHeaders of(
      org.springframework.http.HttpHeaders filtered, Passage passage, @Nullable String host) {
    HeaderNames identityHeaders = passage.gateway().identityHeaders();
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    filtered.forEach(
        (name, values) -> {
          if (!identityHeaders.contains(name)) {
            headers.add(name, values);
          }
        });
    return finished(headers, passage, host);
  }

  /**
   * Writes the fields that plain filters left, none of which names an identity header.
   *
   * @param host the {@code Host} to send; null: the client's
   */
  static HttpHeaders of(HeaderLines filtered, Passage passage, @Nullable String host) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    filtered.forEach(headers::add);
    return finished(headers, passage, host);
  }

  private static HttpHeaders finished(HttpHeaders headers, Passage passage, @Nullable String host) {
    frame(headers);
    if (host != null) {
      headers.set(HttpHeaderNames.HOST, host);
    }
    // Reactor Netty's server has answered it by asking for the body
    headers.remove(HttpHeaderNames.EXPECT);
    Arrival arrival = passage.arrival();
    for (HeaderField field : ForwardedHeaders.written(arrival.client(), arrival.requestId())) {
      headers.set(field.name(), field.value());
    }
    trace(headers, passage.trace());
    for (HeaderField field : passage.identity()) {
      headers.set(field.name(), field.value());
    }
    return headers;
  }

  private static void trace(HttpHeaders headers, @Nullable TraceContext trace) {
    if (trace != null) {
      headers.set(TraceContext.PARENT, trace.parent());
      headers.remove(TraceContext.STATE);
      if (trace.state() != null) {
        headers.set(TraceContext.STATE, trace.state());
      }
    }
  }

  /** A body is either chunked or counted (RFC 9112, section 6). */
  private static void frame(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    }
  }

  /** Whether a body comes with these fields. */
  static boolean announceBody(HttpHeaders headers) {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }
}
