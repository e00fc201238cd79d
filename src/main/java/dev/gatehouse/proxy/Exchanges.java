package dev.gatehouse.proxy;

import org.springframework.http.HttpMethod;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.HttpHeadResponseDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.DefaultServerWebExchange;
import org.springframework.web.server.i18n.AcceptHeaderLocaleContextResolver;
import org.springframework.web.server.i18n.LocaleContextResolver;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Mono;

/**
 * Makes the exchanges that filters work on, without Spring's dispatcher, sessions or error pages.
 */
final class Exchanges {

  private static final WebSessionManager NO_SESSIONS = _ -> Mono.empty();
  private static final ServerCodecConfigurer CODECS = ServerCodecConfigurer.create();
  private static final LocaleContextResolver LOCALES = new AcceptHeaderLocaleContextResolver();

  private Exchanges() {}

  static ServerWebExchange of(ProxyRequest request, ProxyResponse response) {
    ServerHttpResponse written =
        request.getMethod().equals(HttpMethod.HEAD)
            ? new HttpHeadResponseDecorator(response)
            : response;
    return new DefaultServerWebExchange(request, written, NO_SESSIONS, CODECS, LOCALES);
  }
}
