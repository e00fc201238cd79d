package dev.gatehouse.proxy;

import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Snapshot;
import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.edge.EdgeLimits;
import dev.gatehouse.edge.EdgeServer;
import dev.gatehouse.edge.EdgeSettings;
import dev.gatehouse.edge.RequestIds;
import dev.gatehouse.errors.ErrorFormat;
import dev.gatehouse.policy.DecisionLog;
import dev.gatehouse.policy.Tracing;
import dev.gatehouse.request.AnsweredRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.handler.predicate.RoutePredicateFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The door on a real server of a real application, with gateways put behind it at will. */
final class TestApplication implements AutoCloseable {

  private final ConfigurableApplicationContext context;
  private final Live live;

  private TestApplication(ConfigurableApplicationContext context) {
    this.context = context;
    this.live = context.getBean(Live.class);
  }

  static TestApplication start(String... properties) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server.port=0");
    arguments.add("--management.server.port=0");
    arguments.add("--spring.reactor.netty.shutdown-quiet-period=0s");
    arguments.add("--logging.level.root=debug");
    arguments.add("--management.endpoint.health.group.readiness.include=readinessState");
    Arrays.stream(properties).map(property -> "--" + property).forEach(arguments::add);
    return new TestApplication(
        SpringApplication.run(Application.class, arguments.toArray(String[]::new)));
  }

  int port() {
    return port("local.server.port");
  }

  int managementPort() {
    return port("local.management.port");
  }

  private int port(String property) {
    return Integer.parseInt(String.valueOf(context.getEnvironment().getProperty(property)));
  }

  RouteTable compile(Snapshot snapshot, Problems problems) {
    return context.getBean(RouteCompiler.class).compile(snapshot, problems);
  }

  /** Serves requests by this configuration from now on. */
  Gateway serve(Snapshot snapshot, Decider decider) {
    var problems = new Problems();
    RouteTable routes = compile(snapshot, problems);
    if (problems.hasErrors()) {
      throw new IllegalArgumentException(problems.all().toString());
    }
    Gateway gateway = Gateway.of(snapshot, decider, routes);
    live.log().clear();
    live.gateway().set(gateway);
    return gateway;
  }

  /** The line of the access log about the request that got this answer. */
  AnsweredRequest logged(RawClient.Answer answer) throws InterruptedException {
    String requestId = answer.header("x-request-id");
    AnsweredRequest answered = live.log().poll(10, TimeUnit.SECONDS);
    while (answered != null && !answered.requestId().equals(requestId)) {
      answered = live.log().poll(10, TimeUnit.SECONDS);
    }
    if (answered == null) {
      throw new AssertionError("the request was not logged");
    }
    return answered;
  }

  RawClient connect() {
    return new RawClient(port());
  }

  @Override
  public void close() {
    context.close();
  }

  record Live(AtomicReference<Gateway> gateway, BlockingQueue<AnsweredRequest> log) {}

  @Configuration(proxyBeanMethods = false)
  @NeededAutoConfigurations
  @Import(ProxyConfiguration.class)
  static class Application {

    @Bean
    Live live() {
      return new Live(new AtomicReference<>(), new LinkedBlockingQueue<>());
    }

    @Bean
    RoutePredicateFactory<Object> failing() {
      return new FailingRoutePredicateFactory();
    }

    @Bean
    GatewayFilterFactory<?> failingFilter() {
      return new FailingGatewayFilterFactory();
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> door(Live live) {
      var ids = new RequestIds(ThreadLocalRandom::current);
      var door =
          new ProxyDoor(
              live.gateway()::get,
              ids,
              live.log()::add,
              DecisionLog.none(),
              Tracing.none(),
              InstantSource.system());
      var limits =
          new EdgeLimits(
              20 * 1024, 32 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60), 10_000);
      var settings = new EdgeSettings(ErrorFormat.PROBLEM, AddressRanges.NONE);
      return factory -> {
        factory.addRouteProviders(routes -> routes.route(_ -> true, door));
        factory.addServerCustomizers(
            server -> EdgeServer.apply(server, limits, () -> settings, ids));
      };
    }
  }
}
