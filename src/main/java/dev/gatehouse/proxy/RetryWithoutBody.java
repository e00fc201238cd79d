package dev.gatehouse.proxy;

import java.util.Set;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.RetryGatewayFilterFactory;
import org.springframework.http.HttpMethod;

/**
 * Spring Cloud Gateway's {@code Retry} for requests without a body, by idempotent methods alone. To
 * send a body again, Spring Cloud Gateway would hold all of it, however large; one that was sent
 * once is gone here.
 */
final class RetryWithoutBody extends RetryGatewayFilterFactory {

  /** RFC 9110, section 9.2.2. */
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.PUT,
          HttpMethod.DELETE);

  @Override
  public GatewayFilter apply(RetryConfig config) {
    for (HttpMethod method : config.getMethods()) {
      if (!IDEMPOTENT.contains(method)) {
        throw new IllegalArgumentException(method + " is not idempotent, it must not be repeated");
      }
    }
    GatewayFilter retry = super.apply(config);
    return (exchange, chain) ->
        UpstreamHeaders.announceBody(Passage.of(exchange).arrival().fields())
            ? chain.filter(exchange)
            : retry.filter(exchange, chain);
  }
}
