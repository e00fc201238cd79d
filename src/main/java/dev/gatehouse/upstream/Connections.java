package dev.gatehouse.upstream;

import dev.gatehouse.config.UpstreamLimits;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClientSecurityUtils;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;
import reactor.netty.tcp.TcpClient;

/**
 * Exchanges requests with upstreams over HTTP/1.1 connections that are kept, a bounded number for
 * each origin. A request is sent again only if nothing of it was sent; no redirect is followed,
 * nothing is compressed, no cookie kept, no body held.
 */
public final class Connections {

  /** Where origins come and go, those that nobody asks any more are forgotten beyond so many. */
  private static final int MOST_UNUSED = 1_000;

  private final UpstreamLimits limits;
  private final @Nullable SslContext tls;
  private final UnaryOperator<Throwable> failures;
  private final EventLoopGroup loops;
  private final TcpClient client;
  private final ConcurrentMap<Origin, OriginPool> pools = new ConcurrentHashMap<>();
  private volatile @Nullable SslProvider secure;
  private volatile boolean closed;

  /**
   * Opens no connection yet.
   *
   * @param tls what connections are made with where the origin has TLS; null: with the platform's
   *     trust
   * @param failures says what a failure amounts to: of connecting, of writing or reading; an {@link
   *     Overload}; a {@link java.util.concurrent.TimeoutException}; of the request's body, as it
   *     came from there
   */
  public Connections(
      UpstreamLimits limits, @Nullable SslContext tls, UnaryOperator<Throwable> failures) {
    this.limits = limits;
    this.tls = tls;
    this.failures = failures;
    LoopResources resources = HttpResources.get();
    this.loops = resources.onClient(LoopResources.DEFAULT_NATIVE);
    this.client =
        TcpClient.create(ConnectionProvider.newConnection())
            .runOn(resources)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) Math.min(Integer.MAX_VALUE, Math.max(1, limits.connectTimeout().toMillis())));
  }

  /**
   * Sends the request and waits for the response's head.
   *
   * @return the response; a failure where there is none
   */
  public Mono<UpstreamResponse> exchange(UpstreamRequest request) {
    OriginPool pool = pool(Origin.of(request.origin()));
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super UpstreamResponse> actual) {
        actual.onSubscribe(new Exchange(pool, request, actual));
      }
    };
  }

  /**
   * Readies TLS. The platform's trust is read from its files the first time, which is nothing for
   * an event loop.
   */
  public void readyTls() {
    var _ = secure();
  }

  /** Closes what is idle, and each connection in use when its exchange is over. */
  public void close() {
    closed = true;
    pools.values().forEach(OriginPool::close);
  }

  private OriginPool pool(Origin origin) {
    OriginPool known = pools.get(origin);
    if (known != null) {
      return known;
    }
    OriginPool pool = pools.computeIfAbsent(origin, this::made);
    if (closed) {
      pool.close();
    }
    return pool;
  }

  private OriginPool made(Origin origin) {
    TcpClient plain = client.host(origin.host()).port(origin.port());
    return new OriginPool(
        origin,
        origin.tls() ? plain.secure(secure()) : plain,
        limits,
        loops,
        failures,
        this::unused);
  }

  private void unused(OriginPool pool) {
    if (pools.size() > MOST_UNUSED) {
      pools.values().remove(pool);
    }
  }

  private SslProvider secure() {
    SslProvider made = secure;
    if (made == null) {
      SslProvider.SslContextSpec spec = SslProvider.builder();
      made =
          (tls == null
                  ? spec.sslContext(
                      (SslProvider.GenericSslContextSpec<?>) Http11SslContextSpec.forClient())
                  : spec.sslContext(tls))
              .handlerConfigurator(HttpClientSecurityUtils.HOSTNAME_VERIFICATION_CONFIGURER)
              .build();
      secure = made;
    }
    return made;
  }
}
