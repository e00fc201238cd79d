package dev.gatehouse.verifier;

import dev.gatehouse.request.HeaderFields;
import dev.gatehouse.request.RequestHead;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A proxy's request to the verifier, as it arrived.
 *
 * @param clientAddress the socket's peer: the proxy that asks
 * @param rawPath the path, percent-encoded
 * @param rawQuery the query without its question mark; null where there is none
 * @param fields the header fields as received
 * @param requestId its id: a trusted proxy's, or a new one
 */
record Inquiry(
    String method,
    String scheme,
    String host,
    String rawPath,
    @Nullable String rawQuery,
    HttpHeaders fields,
    InetAddress clientAddress,
    String requestId)
    implements RequestHead {

  @Override
  public HeaderFields headers() {
    return consumer -> {
      var lines = fields.iteratorAsString();
      while (lines.hasNext()) {
        var line = lines.next();
        consumer.accept(line.getKey(), line.getValue());
      }
    };
  }

  @Override
  public String toString() {
    return "Inquiry[" + requestId + "]";
  }
}
