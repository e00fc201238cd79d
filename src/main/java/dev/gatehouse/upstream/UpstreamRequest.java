package dev.gatehouse.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A request as an upstream is to get it.
 *
 * @param origin a URL whose scheme and authority are the upstream's
 * @param target the path and query as they go on the wire, one character an octet
 * @param headers every header field, {@code Host} and framing included; nothing is added to them
 * @param body the body as it arrives; null where the request has none
 * @param timeout how long the upstream may let wait for its response's headers
 * @param grpc whether it is a gRPC request, which goes by HTTP/2 and not by {@link Connections}
 */
public record UpstreamRequest(
    HttpMethod method,
    URI origin,
    String target,
    HttpHeaders headers,
    @Nullable Flux<ByteBuf> body,
    Duration timeout,
    boolean grpc) {

  @Override
  public String toString() {
    return "UpstreamRequest[" + method + " " + origin.getAuthority() + "]";
  }
}
