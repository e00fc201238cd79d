package dev.gatehouse.proxy;

import static org.springframework.cloud.gateway.filter.NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER;

import java.util.List;
import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code Failing=MOMENT}: a filter that has a bug. */
final class FailingGatewayFilterFactory
    extends AbstractGatewayFilterFactory<FailingGatewayFilterFactory.Config> {

  /** When it fails, or what it does to the upstream's response. */
  enum Moment {
    BEFORE_THE_REQUEST(false),
    AFTER_THE_HEAD(false),
    ANSWERING_BY_ITSELF(false),
    WRITING(true),
    IN_THE_BODY(true),
    WITHOUT_THE_BODY(true);

    private final boolean writes;

    Moment(boolean writes) {
      this.writes = writes;
    }
  }

  /** What is configured. */
  static final class Config {

    private Moment moment = Moment.BEFORE_THE_REQUEST;

    public Moment getMoment() {
      return moment;
    }

    public void setMoment(Moment moment) {
      this.moment = moment;
    }
  }

  FailingGatewayFilterFactory() {
    super(Config.class);
  }

  @Override
  public List<String> shortcutFieldOrder() {
    return List.of("moment");
  }

  @Override
  public GatewayFilter apply(Config config) {
    // what decorates a response stands before what writes it
    return new OrderedGatewayFilter(
        (exchange, chain) -> filter(config.moment, exchange, chain),
        config.moment.writes ? WRITE_RESPONSE_FILTER_ORDER - 1 : 1);
  }

  private static Mono<Void> filter(
      Moment moment, ServerWebExchange exchange, GatewayFilterChain chain) {
    ServerHttpResponse response = exchange.getResponse();
    return switch (moment) {
      case BEFORE_THE_REQUEST -> throw bug();
      case AFTER_THE_HEAD -> chain.filter(exchange).then(Mono.error(bug()));
      case ANSWERING_BY_ITSELF ->
          chain
              .filter(exchange)
              .then(
                  Mono.defer(
                      () -> {
                        response.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
                        response.setStatusCode(HttpStatus.ACCEPTED);
                        return response.setComplete();
                      }));
      case WRITING, IN_THE_BODY, WITHOUT_THE_BODY ->
          chain.filter(exchange.mutate().response(new Writing(moment, response)).build());
    };
  }

  private static IllegalStateException bug() {
    return new IllegalStateException("a bug");
  }

  /** A response that does not take the body as it should. */
  private static final class Writing extends ServerHttpResponseDecorator {

    private final Moment moment;

    Writing(Moment moment, ServerHttpResponse response) {
      super(response);
      this.moment = moment;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
      if (moment == Moment.WRITING) {
        throw bug();
      }
      if (moment == Moment.WITHOUT_THE_BODY) {
        getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
        return setComplete();
      }
      return super.writeWith(
          Flux.from(body)
              .map(
                  buffer -> {
                    DataBufferUtils.release(buffer);
                    throw bug();
                  }));
    }
  }
}
