package dev.gatehouse.proxy;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.PRESERVE_HOST_HEADER_ATTRIBUTE;

import dev.gatehouse.policy.UpstreamSpan;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Runs when every other filter has, right before the request is sent: the guard looks at a path
 * that filters rewrote, and the headers get what no filter may change.
 */
final class LastWordFilter implements GatewayFilter {

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    Passage passage = Passage.of(exchange);
    URI sent = exchange.getRequiredAttribute(GATEWAY_REQUEST_URL_ATTR);
    if (passage.matchedRoute().tls() != null && !isSecured(sent)) {
      return Mono.error(new IllegalStateException("a filter leads a route with TLS to none"));
    }
    Target target = passage.target();
    String path = target.pathOf(sent.getRawPath());
    String refusal = passage.refusalOf(path);
    if (refusal != null) {
      return Mono.error(new RewrittenPathRefused(refusal));
    }
    UpstreamSpan span = passage.span().sent(exchange.getRequest().getMethod().name(), sent);
    passage.trace(span.context());
    String query = target.queryOf(sent.getRawQuery());
    boolean preserveHost = exchange.getAttributeOrDefault(PRESERVE_HOST_HEADER_ATTRIBUTE, false);
    HttpHeaders headers =
        UpstreamHeaders.of(
            exchange.getRequest().getHeaders(),
            passage,
            preserveHost ? null : PlainRoute.Origin.hostOf(sent));
    passage.upstream(headers, query == null ? path : path + "?" + query);
    return followed(
        chain.filter(exchange.mutate().request(with(headers, exchange.getRequest())).build()),
        span,
        exchange.getResponse());
  }

  private static boolean isSecured(URI sent) {
    return "https".equals(sent.getScheme()) || "wss".equals(sent.getScheme());
  }

  private static Mono<Void> followed(
      Mono<Void> exchanged, UpstreamSpan span, ServerHttpResponse response) {
    return span == UpstreamSpan.NONE
        ? exchanged
        : exchanged
            .doOnSuccess(_ -> span.answered(status(response)))
            .doOnError(failure -> span.failed(Failures.fault(failure).code()))
            .doOnCancel(span::abandoned);
  }

  /** The status that the upstream answered with; 0 where it became a WebSocket. */
  private static int status(ServerHttpResponse response) {
    HttpStatusCode status = response.getStatusCode();
    return status == null ? 0 : status.value();
  }

  private static ServerHttpRequest with(HttpHeaders headers, ServerHttpRequest request) {
    var view = new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(headers));
    return new ServerHttpRequestDecorator(request) {
      @Override
      public org.springframework.http.HttpHeaders getHeaders() {
        return view;
      }
    };
  }
}
