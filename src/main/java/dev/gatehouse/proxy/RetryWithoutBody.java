package dev.gatehouse.proxy;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.RetryGatewayFilterFactory;

/**
 * Spring Cloud Gateway's {@code Retry} for requests without a body. To send a body again, Spring
 * Cloud Gateway would hold all of it, however large; one that was sent once is gone here.
 */
final class RetryWithoutBody extends RetryGatewayFilterFactory {

  @Override
  public GatewayFilter apply(RetryConfig config) {
    GatewayFilter retry = super.apply(config);
    return (exchange, chain) ->
        UpstreamHeaders.announceBody(Passage.of(exchange).arrival().fields())
            ? chain.filter(exchange)
            : retry.filter(exchange, chain);
  }
}
