package dev.gatehouse.proxy;

import dev.gatehouse.errors.Fault;
import dev.gatehouse.upstream.UpstreamResponse;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes the upstream's body to the client as it arrives, once the filters have seen its head. */
final class ResponseFilter implements GatewayFilter, Ordered {

  @Override
  public int getOrder() {
    return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    return chain
        .filter(exchange)
        .then(Mono.defer(() -> write(exchange)))
        // also where all went well: a filter may have written without reading the body
        .doOnTerminate(() -> abandon(exchange))
        .doOnCancel(() -> abandon(exchange));
  }

  private static Mono<Void> write(ServerWebExchange exchange) {
    UpstreamResponse upstream = RoutingFilter.response(exchange);
    if (upstream == null) {
      return Mono.empty();
    }
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      // a filter has answered by itself: nobody will read this one
      upstream.abandon();
      return Mono.empty();
    }
    DataBufferFactory buffers = response.bufferFactory();
    if (!(buffers instanceof NettyDataBufferFactory netty)) {
      return Mono.error(new IllegalStateException("the response is none of ours"));
    }
    Passage passage = Passage.of(exchange);
    Trailers.follow(passage, ServerHttpResponseDecorator.getNativeResponse(response), upstream);
    Flux<DataBuffer> body =
        Grpc.body(passage, upstream.body())
            .onErrorMap(cause -> new UpstreamFailure(Fault.UPSTREAM_UNREACHABLE, cause))
            .map(netty::wrap);
    if (passage.grpc() && response.getHeaders().containsHeader(Grpc.STATUS)) {
      return body.doOnNext(DataBufferUtils::release).then(response.setComplete());
    }
    boolean streamed = !response.getHeaders().containsHeader(HttpHeaders.CONTENT_LENGTH);
    // an empty buffer ahead sends the head, which would else wait for the first octet of the body
    return response.writeWith(streamed ? body.startWith(netty.allocateBuffer(0)) : body);
  }

  private static void abandon(ServerWebExchange exchange) {
    UpstreamResponse upstream = RoutingFilter.response(exchange);
    if (upstream != null) {
      upstream.abandon();
    }
  }
}
