package dev.gatehouse;

import dev.gatehouse.config.ConfigurationFile.Loaded;
import dev.gatehouse.config.Limits;
import dev.gatehouse.config.SnapshotCompiler;
import dev.gatehouse.edge.EdgeLimits;
import dev.gatehouse.edge.EdgeServer;
import dev.gatehouse.edge.RequestIds;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.operations.ReloadEvents;
import dev.gatehouse.policy.DecisionLog;
import dev.gatehouse.policy.Tracing;
import dev.gatehouse.proxy.ProxyDoor;
import dev.gatehouse.proxy.RouteCompiler;
import dev.gatehouse.request.RequestLog;
import dev.gatehouse.verifier.Verifier;
import dev.gatehouse.verifier.VerifierDoor;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.autoconfigure.reactive.ReactiveWebServerFactoryCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the gateway behind the main port, and behind that port alone. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

  /** Compiled here, as Spring Cloud Gateway's predicates and filters are beans. */
  @Bean
  RunningGateway runningGateway(
      Loaded loaded, Signatures signatures, SnapshotCompiler snapshots, RouteCompiler routes) {
    Compiled compiled = Compiled.of(loaded, null, snapshots, routes);
    if (compiled == null) {
      throw new RefusedConfiguration(loaded.problems().render());
    }
    System.err.print(compiled.problems().render());
    return new RunningGateway(compiled, signatures);
  }

  @Bean
  Reload reload(
      Loaded loaded,
      RunningGateway gateway,
      SnapshotCompiler snapshots,
      RouteCompiler routes,
      ObjectProvider<ReloadEvents> events) {
    return new Reload(loaded, gateway, snapshots, routes, events.orderedStream().toList());
  }

  /** The management port's server is made in a context of its own, which does not see this. */
  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> mainPort(
      RunningGateway gateway, RequestLog log, DecisionLog decisions, Tracing tracing) {
    var ids = new RequestIds(ThreadLocalRandom::current);
    var clock = InstantSource.system();
    var proxy = new ProxyDoor(gateway::live, ids, log, decisions, tracing, clock);
    var verifier = new VerifierDoor(ids, log, decisions, tracing, clock);
    var door = new FrontDoor(gateway::verifierOnMainPort, verifier, proxy);
    EdgeLimits limits = edgeLimits(gateway.limits());
    return factory -> {
      factory.addRouteProviders(routes -> routes.route(_ -> true, door));
      factory.addServerCustomizers(
          server ->
              EdgeServer.apply(
                  server, limits, gateway::edgeSettings, ids, log, clock, gateway.farewell()));
    };
  }

  /** With address and TLS as of the main port. */
  @Bean
  VerifierServer verifierServer(
      RunningGateway gateway,
      RequestLog log,
      DecisionLog decisions,
      Tracing tracing,
      ServerProperties properties,
      SslBundles bundles) {
    Integer port = gateway.verifierPort();
    if (port == null) {
      return new VerifierServer(null);
    }
    var ids = new RequestIds(ThreadLocalRandom::current);
    var clock = InstantSource.system();
    var door = new VerifierDoor(ids, log, decisions, tracing, clock);
    EdgeLimits limits = edgeLimits(gateway.limits());
    var factory = new NettyReactiveWebServerFactory();
    new ReactiveWebServerFactoryCustomizer(properties, bundles).customize(factory);
    factory.setPort(port);
    factory.addRouteProviders(
        routes ->
            routes.route(
                _ -> true,
                (request, response) -> {
                  Verifier now = gateway.verifier();
                  return now == null ? response.sendNotFound() : door.serve(now, request, response);
                }));
    factory.addServerCustomizers(
        server ->
            EdgeServer.apply(
                server, limits, gateway::edgeSettings, ids, log, clock, gateway.farewell()));
    return new VerifierServer(factory);
  }

  @Bean
  ApplicationListener<ApplicationReadyEvent> startLine(
      RunningGateway gateway, Signatures signatures) {
    return new StartLine(gateway, signatures);
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
