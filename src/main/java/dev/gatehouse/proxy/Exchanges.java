package dev.gatehouse.proxy;

import java.net.InetSocketAddress;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.HttpHeadResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.DefaultServerWebExchange;
import org.springframework.web.server.i18n.AcceptHeaderLocaleContextResolver;
import org.springframework.web.server.i18n.LocaleContextResolver;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Makes the exchanges that filters work on, without Spring's dispatcher, sessions or error pages.
 */
final class Exchanges {

  private static final WebSessionManager NO_SESSIONS = _ -> Mono.empty();
  private static final ServerCodecConfigurer CODECS = ServerCodecConfigurer.create();
  private static final LocaleContextResolver LOCALES = new AcceptHeaderLocaleContextResolver();

  private Exchanges() {}

  /** A new exchange of the request that is on this passage, as if it had this method. */
  static ServerWebExchange of(
      Passage passage, HttpServerRequest request, HttpServerResponse response, String method) {
    Arrival arrival = passage.arrival();
    var buffers = new NettyDataBufferFactory(response.alloc());
    var written = new ProxyResponse(response, request.version(), passage, buffers);
    var exchange =
        new DefaultServerWebExchange(
            new ProxyRequest(
                request,
                HttpMethod.valueOf(method),
                passage.target().uri(),
                passage.lines().copy(),
                new InetSocketAddress(arrival.clientAddress(), port(arrival, request)),
                buffers),
            method.equals("HEAD") ? new HttpHeadResponseDecorator(written) : written,
            NO_SESSIONS,
            CODECS,
            LOCALES);
    passage.travelWith(exchange);
    return exchange;
  }

  private static int port(Arrival arrival, HttpServerRequest request) {
    return request.connectionRemoteAddress() instanceof InetSocketAddress peer
            && arrival.clientAddress().equals(peer.getAddress())
        ? peer.getPort()
        : 0;
  }
}
