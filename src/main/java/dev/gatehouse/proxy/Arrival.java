package dev.gatehouse.proxy;

import dev.gatehouse.edge.Client;
import dev.gatehouse.request.HeaderFields;
import dev.gatehouse.request.RequestHead;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived.
 *
 * @param client who sent it
 * @param rawPath the path, percent-encoded
 * @param rawQuery the query without its question mark; null where there is none
 * @param fields the header fields as received
 * @param requestId its id: a trusted proxy's, or a new one
 * @param grpc whether it is a gRPC request
 */
record Arrival(
    String method,
    Client client,
    String rawPath,
    @Nullable String rawQuery,
    HttpHeaders fields,
    String requestId,
    boolean grpc)
    implements RequestHead {

  @Override
  public String scheme() {
    return client.scheme();
  }

  @Override
  public String host() {
    return client.host();
  }

  @Override
  public InetAddress clientAddress() {
    return client.address();
  }

  @Override
  public HeaderFields headers() {
    return lines(fields);
  }

  /** A view of the fields, line by line. */
  static HeaderFields lines(HttpHeaders fields) {
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
    return "Arrival[" + requestId + "]";
  }
}
