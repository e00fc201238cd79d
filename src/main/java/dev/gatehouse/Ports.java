package dev.gatehouse;

import dev.gatehouse.config.Limits;
import dev.gatehouse.edge.EdgeLimits;
import dev.gatehouse.edge.EdgeServer;
import dev.gatehouse.edge.EdgeSettings;
import dev.gatehouse.edge.Farewell;
import dev.gatehouse.edge.RequestIds;
import dev.gatehouse.request.RequestLog;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** What the main port and the verifier's own have in common: TLS, and the edge in front. */
final class Ports {

  private final EdgeLimits limits;
  private final Supplier<EdgeSettings> settings;
  private final ServerProperties properties;
  private final SslBundles bundles;
  private final RequestLog log;
  private final Farewell farewell;
  private final RequestIds ids = new RequestIds(ThreadLocalRandom::current);
  private final InstantSource clock = InstantSource.system();

  /**
   * Makes them.
   *
   * @param properties the main port's
   * @param log is told of the requests that the edge answers
   */
  Ports(RunningGateway gateway, ServerProperties properties, SslBundles bundles, RequestLog log) {
    this.limits = edgeLimits(gateway.limits());
    this.settings = gateway::edgeSettings;
    this.properties = properties;
    this.bundles = bundles;
    this.log = log;
    this.farewell = gateway.farewell();
  }

  /** Names all requests. */
  RequestIds ids() {
    return ids;
  }

  /** What time it is. */
  InstantSource clock() {
    return clock;
  }

  /** Puts the door, and nothing else, behind the port that the factory opens. */
  void open(
      NettyReactiveWebServerFactory factory,
      BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> door) {
    Ssl ssl = properties.getSsl();
    if (ssl != null && Ssl.isEnabled(ssl)) {
      boolean http2 = properties.getHttp2().isEnabled();
      var tls = PortTls.of(ssl, bundles, http2, limits.headersTimeout());
      // Spring Boot's own takes a renewed bundle whose key does not belong to its certificate
      factory.setSsl(null);
      factory.addServerCustomizers(tls::apply);
    }
    factory.addRouteProviders(routes -> routes.route(_ -> true, door));
    factory.addServerCustomizers(
        server -> EdgeServer.apply(server, limits, settings, ids, log, farewell, clock));
  }

  private static EdgeLimits edgeLimits(Limits limits) {
    return new EdgeLimits(
        Math.toIntExact(limits.requestLine().toBytes()),
        Math.toIntExact(limits.headers().toBytes()),
        limits.headersTimeout(),
        limits.idleTimeout(),
        limits.connections());
  }
}
