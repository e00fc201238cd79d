package dev.gatehouse.proxy;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.filter.WebsocketRoutingFilter;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * WebSockets, proxied by Spring Cloud Gateway's filter with the headers of {@link LastWordFilter}.
 */
final class WebSockets {

  private static final int LARGEST_FRAME = 1024 * 1024;

  private WebSockets() {}

  /** A filter whose upstream side goes over this client. */
  static WebsocketRoutingFilter over(HttpClient client) {
    var clients =
        new ReactorNettyWebSocketClient(
            client,
            () ->
                WebsocketClientSpec.builder()
                    .maxFramePayloadLength(LARGEST_FRAME)
                    .handlePing(true));
    var servers =
        new HandshakeWebSocketService(
            new ReactorNettyRequestUpgradeStrategy(
                () ->
                    WebsocketServerSpec.builder()
                        .maxFramePayloadLength(LARGEST_FRAME)
                        .handlePing(true)));
    return new WebsocketRoutingFilter(clients, servers, headersFilters());
  }

  /** None of Spring Cloud Gateway's, which would take for the client's what Gatehouse wrote. */
  private static ObjectProvider<List<HttpHeadersFilter>> headersFilters() {
    List<HttpHeadersFilter> filters = new ArrayList<>();
    filters.add((headers, _) -> withoutHandshake(headers));
    return new ObjectProvider<>() {
      @Override
      public List<HttpHeadersFilter> getObject() {
        return filters;
      }
    };
  }

  /** The client writes the handshake of the upstream's side itself. */
  private static HttpHeaders withoutHandshake(HttpHeaders headers) {
    var rest = new HttpHeaders();
    rest.addAll(headers);
    rest.remove(HttpHeaders.CONNECTION);
    rest.remove(HttpHeaders.UPGRADE);
    return rest;
  }
}
