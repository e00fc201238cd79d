package dev.gatehouse.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/**
 * An upstream's response whose body is still to be read, once. Whoever holds it reads the body to
 * its end, or closes the connection.
 */
record UpstreamResponse(HttpClientResponse head, Connection connection) {

  /** The status code, also one that no registry knows. */
  int status() {
    return head.status().code();
  }

  /** The header fields as received. */
  HttpHeaders headers() {
    return head.responseHeaders();
  }

  /** The body as it arrives; each buffer is the reader's to release. */
  Flux<ByteBuf> body() {
    return connection.inbound().receive().retain();
  }
}
