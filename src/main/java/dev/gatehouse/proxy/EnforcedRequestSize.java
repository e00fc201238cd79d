package dev.gatehouse.proxy;

import java.util.List;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.RequestSizeGatewayFilterFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code RequestSize} that counts. Spring Cloud Gateway's believes {@code Content-Length}, so that
 * a chunked body passes whatever its size, and answers by itself rather than as Gatehouse does.
 */
final class EnforcedRequestSize extends RequestSizeGatewayFilterFactory {

  /** Without which the size in {@code RequestSize=1MB} would be ignored. */
  @Override
  public List<String> shortcutFieldOrder() {
    return List.of("maxSize");
  }

  @Override
  public GatewayFilter apply(RequestSizeConfig config) {
    config.validate();
    long most = config.getMaxSize().toBytes();
    return (exchange, chain) -> {
      ServerHttpRequest request = exchange.getRequest();
      return request.getHeaders().getContentLength() > most
          ? Mono.error(new DataBufferLimitException("the request says it is too large"))
          : chain.filter(exchange.mutate().request(counted(request, most)).build());
    };
  }

  private static ServerHttpRequest counted(ServerHttpRequest request, long most) {
    return new ServerHttpRequestDecorator(request) {
      @Override
      public Flux<DataBuffer> getBody() {
        return CountedBody.atMost(
            most, super.getBody(), DataBuffer::readableByteCount, DataBufferUtils::release);
      }
    };
  }
}
