package dev.gatehouse;

import dev.gatehouse.config.ConfigurationFile.Loaded;
import dev.gatehouse.config.SnapshotCompiler;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.operations.ReloadEvents;
import dev.gatehouse.policy.DecisionLog;
import dev.gatehouse.policy.Tracing;
import dev.gatehouse.proxy.ProxyDoor;
import dev.gatehouse.proxy.RouteCompiler;
import dev.gatehouse.request.RequestLog;
import dev.gatehouse.verifier.Verifier;
import dev.gatehouse.verifier.VerifierDoor;
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
import org.springframework.core.env.Environment;

/** Puts the gateway behind the main port, and behind that port alone. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

  /** Compiled here, as Spring Cloud Gateway's predicates and filters are beans. */
  @Bean
  RunningGateway runningGateway(
      Loaded loaded,
      Signatures signatures,
      SnapshotCompiler snapshots,
      RouteCompiler routes,
      Environment environment,
      SslBundles bundles) {
    TlsRules.check(environment, bundles, loaded.problems());
    Compiled compiled = Compiled.of(loaded, null, snapshots, routes);
    if (compiled == null) {
      throw new RefusedConfiguration(loaded.problems().render());
    }
    System.err.print(compiled.problems().render());
    loaded.problems().forgetPlaces();
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

  @Bean
  Ports ports(
      RunningGateway gateway, ServerProperties properties, SslBundles bundles, RequestLog log) {
    return new Ports(gateway, properties, bundles, log);
  }

  /** The management port's server is made in a context of its own, which does not see this. */
  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> mainPort(
      RunningGateway gateway, Ports ports, RequestLog log, DecisionLog decisions, Tracing tracing) {
    var proxy = new ProxyDoor(gateway::live, ports.ids(), log, decisions, tracing, ports.clock());
    var verifier = new VerifierDoor(ports.ids(), log, decisions, tracing, ports.clock());
    var door = new FrontDoor(gateway::verifierOnMainPort, verifier, proxy);
    return factory -> ports.open(factory, door);
  }

  /** With address and TLS as of the main port. */
  @Bean
  VerifierServer verifierServer(
      RunningGateway gateway,
      Ports ports,
      RequestLog log,
      DecisionLog decisions,
      Tracing tracing,
      ServerProperties properties,
      SslBundles bundles) {
    Integer port = gateway.verifierPort();
    if (port == null) {
      return new VerifierServer(null);
    }
    var door = new VerifierDoor(ports.ids(), log, decisions, tracing, ports.clock());
    var factory = new NettyReactiveWebServerFactory();
    new ReactiveWebServerFactoryCustomizer(properties, bundles).customize(factory);
    factory.setPort(port);
    ports.open(
        factory,
        (request, response) -> {
          Verifier now = gateway.verifier();
          return now == null ? response.sendNotFound() : door.serve(now, request, response);
        });
    return new VerifierServer(factory);
  }

  @Bean
  ApplicationListener<ApplicationReadyEvent> startLine(
      RunningGateway gateway, Signatures signatures) {
    return new StartLine(gateway, signatures);
  }
}
