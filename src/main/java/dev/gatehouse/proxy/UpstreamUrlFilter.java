package dev.gatehouse.proxy;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;

import java.net.URI;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Joins the route's origin and the request's path and query, in place of Spring Cloud Gateway's
 * filter, which decodes and encodes them anew.
 */
final class UpstreamUrlFilter implements GatewayFilter, Ordered {

  @Override
  public int getOrder() {
    return RouteToRequestUrlFilter.ROUTE_TO_URL_FILTER_ORDER;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    URI route = Passage.of(exchange).matchedRoute().route().getUri();
    URI request = exchange.getRequest().getURI();
    String url = route.getScheme() + "://" + route.getRawAuthority() + request.getRawPath();
    exchange
        .getAttributes()
        .put(
            GATEWAY_REQUEST_URL_ATTR,
            URI.create(request.getRawQuery() == null ? url : url + "?" + request.getRawQuery()));
    return chain.filter(exchange);
  }
}
