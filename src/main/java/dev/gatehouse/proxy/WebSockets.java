package dev.gatehouse.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Proxies WebSockets. The upstream's side is opened first, so that a client is never told of an
 * upgrade that its upstream did not make, and learns of a fault as of any other request's.
 */
final class WebSockets {

  private static final int LARGEST_FRAME = 1024 * 1024;
  private static final String PROTOCOLS = "Sec-WebSocket-Protocol";

  private final ReactorNettyWebSocketClient upstreams;
  private final ReactorNettyRequestUpgradeStrategy clients;
  private final Scheduler timer;

  /**
   * Opens nothing yet.
   *
   * @param client what the upstreams' side goes over
   * @param timer measures how long a handshake takes
   */
  WebSockets(HttpClient client, Scheduler timer) {
    this.upstreams =
        new ReactorNettyWebSocketClient(
            client,
            () ->
                WebsocketClientSpec.builder()
                    .maxFramePayloadLength(LARGEST_FRAME)
                    .handlePing(true));
    this.clients =
        new ReactorNettyRequestUpgradeStrategy(
            () ->
                WebsocketServerSpec.builder()
                    .maxFramePayloadLength(LARGEST_FRAME)
                    .handlePing(true));
    this.timer = timer;
  }

  /**
   * Opens the upstream's side, then the client's, and passes messages until either is closed.
   *
   * @param exchange a handshake
   * @param url the upstream's, ws or wss
   * @param headers what the upstream is sent, but for the handshake itself
   * @param timeout the longest wait for the upstream's answer
   * @return an {@link UpstreamFailure} where the upstream does not upgrade
   */
  Mono<Void> proxy(ServerWebExchange exchange, URI url, HttpHeaders headers, Duration timeout) {
    var connected = new AtomicBoolean();
    Mono<Long> late =
        Mono.delay(timeout, timer)
            .flatMap(tick -> connected.get() ? Mono.<Long>never() : Mono.just(tick));
    var handler =
        new WebSocketHandler() {
          @Override
          public List<String> getSubProtocols() {
            String offered =
                String.join(",", exchange.getRequest().getHeaders().getOrEmpty(PROTOCOLS));
            return List.of(StringUtils.tokenizeToStringArray(offered, ","));
          }

          @Override
          public Mono<Void> handle(WebSocketSession upstream) {
            connected.set(true);
            return upgrade(exchange, upstream);
          }
        };
    return upstreams
        .execute(url, withoutHandshake(headers), handler)
        .timeout(late)
        .onErrorMap(failure -> connected.get() ? failure : Upstream.failure(failure));
  }

  /** Ends when the client's side does: the end of the handshake would close the upstream's. */
  private Mono<Void> upgrade(ServerWebExchange exchange, WebSocketSession upstream) {
    String chosen = upstream.getHandshakeInfo().getSubProtocol();
    Sinks.Empty<Void> over = Sinks.empty();
    return clients
        .upgrade(
            exchange,
            client -> {
              Expiry expiry = Passage.of(exchange).expiry();
              if (expiry != null) {
                expiry.farewell(() -> close(client));
              }
              return join(client, upstream).doFinally(_ -> over.tryEmitEmpty());
            },
            chosen,
            () -> handshake(exchange, chosen))
        .then(over.asMono());
  }

  private static HandshakeInfo handshake(ServerWebExchange exchange, @Nullable String chosen) {
    return new HandshakeInfo(
        exchange.getRequest().getURI(), exchange.getRequest().getHeaders(), Mono.empty(), chosen);
  }

  /** Tells the client, and by {@link #closing} the upstream. */
  private static void close(WebSocketSession client) {
    client.close(CloseCodes.TOKEN_EXPIRED).onErrorComplete().subscribe();
  }

  private static Mono<Void> join(WebSocketSession client, WebSocketSession upstream) {
    Mono.when(closing(client, upstream), closing(upstream, client)).onErrorComplete().subscribe();
    return Mono.when(pass(client, upstream), pass(upstream, client));
  }

  private static Mono<Void> pass(WebSocketSession from, WebSocketSession to) {
    return to.send(from.receive().doOnNext(message -> message.retain()));
  }

  private static Mono<Void> closing(WebSocketSession from, WebSocketSession to) {
    return from.closeStatus()
        .filter(_ -> to.isOpen())
        .flatMap(status -> to.close(CloseCodes.passedOn(status)));
  }

  /** The client writes the handshake of the upstream's side itself. */
  private static HttpHeaders withoutHandshake(HttpHeaders headers) {
    var rest = new HttpHeaders();
    headers.forEach(
        (name, values) -> {
          boolean handshake =
              name.equalsIgnoreCase("Connection")
                  || HttpHeaderNames.UPGRADE.contentEqualsIgnoreCase(name)
                  || name.regionMatches(true, 0, "Sec-WebSocket-", 0, 14);
          if (!handshake) {
            rest.addAll(name, values);
          }
        });
    return rest;
  }
}
