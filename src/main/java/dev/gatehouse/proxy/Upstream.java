package dev.gatehouse.proxy;

import dev.gatehouse.config.ClientContexts;
import dev.gatehouse.config.UpstreamLimits;
import dev.gatehouse.edge.Flushes;
import dev.gatehouse.errors.Fault;
import dev.gatehouse.upstream.Connections;
import dev.gatehouse.upstream.Overload;
import dev.gatehouse.upstream.UpstreamRequest;
import dev.gatehouse.upstream.UpstreamResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.NettyOutbound;
import reactor.netty.NettyPipeline;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;

/**
 * Exchanges requests with upstreams over bounded connections of each origin: by HTTP/1.1 over
 * {@link Connections}; gRPC by HTTP/2, and WebSockets, by Reactor Netty's client. A request is sent
 * again only if nothing of it was sent.
 */
final class Upstream {

  private static final int LARGEST_HEADERS = 64 * 1024;
  private static final int LONGEST_STATUS_LINE = 8 * 1024;
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);
  private static final Duration LEAST_EVICTION_INTERVAL = Duration.ofSeconds(1);

  private final Connections connections;
  private final ConnectionProvider others;
  private final HttpClient grpcClient;
  private final Supplier<HttpClient> grpcOverTls;
  private volatile @Nullable HttpClient grpcTlsClient;
  private final WaitingCalls calls;
  private final Scheduler timer;
  private final WebSockets webSockets;

  /**
   * Opens no connection yet.
   *
   * @param tls what connections are made with; null: with the platform's trust where the origin has
   *     TLS
   * @param timer measures how long a response takes
   */
  Upstream(UpstreamLimits limits, @Nullable ClientContexts tls, Scheduler timer) {
    this.connections =
        new Connections(limits, tls == null ? null : tls.http11(), Upstream::failure);
    this.others = pools(limits);
    HttpClient any =
        HttpClient.create(others)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(limits.connectTimeout()))
            .httpResponseDecoder(
                decoder ->
                    decoder
                        .maxHeaderSize(LARGEST_HEADERS)
                        .maxInitialLineLength(LONGEST_STATUS_LINE));
    HttpClient http11 = any.doOnChannelInit((_, channel, _) -> prepare(channel));
    HttpClient http2 = any.http2Settings(settings -> settings.maxHeaderListSize(LARGEST_HEADERS));
    // without TLS, the upstream has to know that it is HTTP/2
    this.grpcClient = http2.protocol(HttpProtocol.H2C);
    this.grpcOverTls = () -> agreeing(http2.protocol(HttpProtocol.H2), tls);
    // each may be the one for which a connection is made
    this.calls = new WaitingCalls(limits.connections() + limits.pending());
    this.timer = timer;
    this.webSockets =
        new WebSockets(
            tls == null ? http11 : http11.secure(spec -> spec.sslContext(tls.http11())), timer);
  }

  /** A client that offers nothing but HTTP/2: Reactor Netty speaks it whatever was agreed. */
  private static HttpClient agreeing(HttpClient client, @Nullable ClientContexts tls) {
    if (tls != null) {
      return client.secure(spec -> spec.sslContext(tls.http2()));
    }
    SslProvider.GenericSslContextSpec<?> platform =
        Http2SslContextSpec.forClient()
            .configure(made -> made.applicationProtocolConfig(ClientContexts.http2Alone()));
    return client.secure(spec -> spec.sslContext(platform));
  }

  /**
   * Sends the request and waits for the response's headers.
   *
   * @return the response, its body still to be read; an {@link UpstreamFailure} where there is
   *     none; a {@link RequestBodyFailure} where the body failed to arrive
   */
  Mono<UpstreamResponse> exchange(UpstreamRequest request) {
    return request.grpc()
        ? calls.bounded(request.origin(), connected -> call(request, connected))
        : connections.exchange(request);
  }

  private Mono<UpstreamResponse> call(UpstreamRequest request, Runnable connected) {
    HttpClient http2 = request.origin().getScheme().equals("https") ? grpcTlsClient() : grpcClient;
    Flux<UpstreamResponse> response =
        http2
            .request(request.method())
            .uri(request.origin())
            .send(
                (head, out) -> {
                  connected.run();
                  return send(head, out);
                })
            .responseConnection(
                (head, connection) -> answered(StreamResponse.of(head, connection)));
    // a response that comes when it is too late has nobody who would read it
    return new ResponseDeadline(request, timer)
        .bound(response, UpstreamResponse::abandon)
        .onErrorMap(Upstream::failure);
  }

  private static Mono<UpstreamResponse> answered(StreamResponse response) {
    if (response.status() >= 200) {
      return Mono.just(response);
    }
    response.abandon();
    return Mono.error(new IllegalStateException("the upstream's status ends no call"));
  }

  /**
   * Readies TLS. The platform's trust is read from its files the first time, which is nothing for
   * an event loop.
   */
  void readyTls() {
    connections.readyTls();
    var _ = grpcTlsClient();
  }

  private HttpClient grpcTlsClient() {
    HttpClient made = grpcTlsClient;
    if (made == null) {
      made = grpcOverTls.get();
      grpcTlsClient = made;
    }
    return made;
  }

  /** WebSockets, over connections of their own. */
  WebSockets webSockets() {
    return webSockets;
  }

  /** Closes the pools; a connection in use ends with its use. */
  void close() {
    connections.close();
    others.dispose();
  }

  private static Publisher<Void> send(HttpClientRequest head, NettyOutbound out) {
    ResponseDeadline deadline = ResponseDeadline.of(head.currentContextView());
    UpstreamRequest request = deadline.request();
    // whatever Reactor Netty put there by itself goes: User-Agent, Accept, framing
    head.requestHeaders().clear().set(request.headers());
    out.withConnection(stream -> WireTarget.of(stream, request.target()));
    Flux<ByteBuf> body = request.body();
    if (body == null) {
      return out;
    }
    // an upstream may answer before it has read the body: 413, for one
    out.withConnection(connection -> connection.channel().read());
    // as objects, since a body sent as buffers is collected whole for GET and DELETE
    return out.sendObject(deadline.watch(body));
  }

  private static void prepare(Channel channel) {
    channel
        .pipeline()
        .addBefore(NettyPipeline.HttpCodec, "gatehouse.flushes", Flushes.together())
        .addAfter(NettyPipeline.HttpCodec, "gatehouse.interim", new InterimResponses());
  }

  /** What a failure to exchange amounts to. */
  static Throwable failure(Throwable failure) {
    return switch (failure) {
      case RequestBodyFailure body -> body;
      case Overload full -> new UpstreamFailure(Fault.OVERLOADED, full);
      case PoolAcquirePendingLimitException full -> new UpstreamFailure(Fault.OVERLOADED, full);
      case PoolAcquireTimeoutException slow -> new UpstreamFailure(Fault.OVERLOADED, slow);
      case TimeoutException late -> new UpstreamFailure(Fault.UPSTREAM_TIMEOUT, late);
      default -> new UpstreamFailure(Fault.UPSTREAM_UNREACHABLE, failure);
    };
  }

  private static ConnectionProvider pools(UpstreamLimits limits) {
    Duration halfIdle = limits.idleTimeout().dividedBy(2);
    return ConnectionProvider.builder("upstream")
        .maxConnections(limits.connections())
        .pendingAcquireMaxCount(limits.pending())
        .pendingAcquireTimeout(limits.responseTimeout())
        // the connection used last is the one least likely to be closed by the upstream
        .lifo()
        .maxIdleTime(limits.idleTimeout())
        .maxLifeTime(LONGEST_LIFE)
        .evictInBackground(
            halfIdle.compareTo(LEAST_EVICTION_INTERVAL) < 0 ? LEAST_EVICTION_INTERVAL : halfIdle)
        .build();
  }

  private static int millis(Duration duration) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, duration.toMillis()));
  }
}
