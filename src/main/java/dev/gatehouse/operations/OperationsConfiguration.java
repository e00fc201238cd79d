package dev.gatehouse.operations;

import ch.qos.logback.classic.Logger;
import dev.gatehouse.policy.Tracing;
import dev.gatehouse.request.RequestLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.InstantSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

/** The operations' beans; the groups of health and their paths stand in application.yaml. */
@Configuration(proxyBeanMethods = false)
public class OperationsConfiguration {

  private static final InstantSource CLOCK = InstantSource.system();

  @Bean
  RequestLog requestLog() {
    var logger = LoggerFactory.getLogger(AccessLog.LOGGER);
    if (logger instanceof Logger logback) {
      AccessLogAppender.attachTo(logback);
    }
    return new AccessLog(logger);
  }

  @Bean
  DecisionMeters decisionMeters(MeterRegistry registry) {
    return new DecisionMeters(registry);
  }

  /** There is an OpenTelemetry only where spans are sent somewhere, see {@link TracingSwitch}. */
  @Bean
  Tracing tracing(ObjectProvider<OpenTelemetry> telemetry, OperatedGateway gateway) {
    OpenTelemetry open = telemetry.getIfAvailable();
    return open == null
        ? Tracing.none()
        : new OpenTelemetryTracing(open.getTracer("dev.gatehouse", gateway.version()));
  }

  @Bean
  KeyMeters keyMeters(MeterRegistry registry) {
    return new KeyMeters(registry, CLOCK);
  }

  /** What listens to the keys of each provider. */
  @Bean
  KeySetListeners keySetListeners(KeyMeters meters) {
    return provider -> meters.counting(provider, new KeySetLog(provider));
  }

  @Bean
  TokenMeters tokenMeters(OperatedGateway gateway) {
    return new TokenMeters(gateway::remembered);
  }

  /** The gateway tells it of reloads, so it can only ask for the gateway later. */
  @Bean
  Reloads reloads(
      MeterRegistry registry,
      DecisionMeters decisions,
      KeyMeters keys,
      ObjectProvider<OperatedGateway> gateway) {
    return new Reloads(registry, CLOCK, () -> follow(gateway.getObject(), decisions, keys));
  }

  @Bean
  SmartInitializingSingleton metersOfTheFirstConfiguration(
      OperatedGateway gateway, DecisionMeters decisions, KeyMeters keys) {
    return () -> follow(gateway, decisions, keys);
  }

  private static void follow(OperatedGateway gateway, DecisionMeters decisions, KeyMeters keys) {
    decisions.follow(gateway.routes(), gateway.verifierState(), gateway.policies());
    keys.follow(gateway::providers);
  }

  @Bean
  GatehouseEndpoint gatehouseEndpoint(OperatedGateway gateway, Reloads reloads) {
    return new GatehouseEndpoint(gateway, reloads::state, CLOCK);
  }

  @Bean
  WebFilter closingManagement() {
    return new ClosingManagement();
  }

  @Bean
  WebFilter readOnlyManagement() {
    return new ReadOnlyManagement();
  }

  @Bean
  ReactiveHealthIndicator providersHealthIndicator(OperatedGateway gateway) {
    return new ProvidersHealth(gateway::providers);
  }

  @Bean
  ReactiveHealthIndicator configurationHealthIndicator(Reloads reloads) {
    return new ConfigurationHealth(reloads::state);
  }

  @Bean
  AutoCloseable oldGeneration() {
    return OldGeneration.ofSerialCollector();
  }

  @Bean
  DrainDelay drainDelay(OperatedGateway gateway) {
    return new DrainDelay(gateway);
  }
}
