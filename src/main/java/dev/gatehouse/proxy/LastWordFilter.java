package dev.gatehouse.proxy;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.PRESERVE_HOST_HEADER_ATTRIBUTE;

import dev.gatehouse.edge.PathGuard;
import dev.gatehouse.policy.UpstreamSpan;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
    Target target = passage.target();
    String path = target.pathOf(sent);
    String refusal = refusal(passage, path);
    if (refusal != null) {
      return Mono.error(new RewrittenPathRefused(refusal));
    }
    UpstreamSpan span = passage.span().sent(exchange.getRequest().getMethod().name(), sent);
    passage.trace(span.context());
    String query = target.queryOf(sent);
    boolean preserveHost = exchange.getAttributeOrDefault(PRESERVE_HOST_HEADER_ATTRIBUTE, false);
    HttpHeaders headers =
        UpstreamHeaders.of(
            exchange.getRequest().getHeaders(), passage, preserveHost ? null : hostOf(sent));
    passage.upstream(headers, query == null ? path : path + "?" + query);
    return followed(
        chain.filter(exchange.mutate().request(with(headers, exchange.getRequest())).build()),
        span,
        exchange.getResponse());
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

  private static @Nullable String refusal(Passage passage, String path) {
    return path.equals(passage.arrival().rawPath())
        ? null
        : PathGuard.judge(path).refusal(passage.matchedRoute().allowInPath());
  }

  /** The host a request to this URL is for; the scheme's own port goes unsaid. */
  private static String hostOf(URI url) {
    String host = Objects.requireNonNull(url.getHost(), "an upstream without a host");
    boolean secured = url.getScheme().equals("https") || url.getScheme().equals("wss");
    int port = url.getPort();
    return port < 0 || port == (secured ? 443 : 80) ? host : host + ":" + port;
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
