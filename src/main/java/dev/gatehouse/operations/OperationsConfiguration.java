package dev.gatehouse.operations;

import ch.qos.logback.classic.Logger;
import dev.gatehouse.request.RequestLog;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The operations' beans; the groups of health and their paths stand in application.yaml. */
@Configuration(proxyBeanMethods = false)
public class OperationsConfiguration {

  @Bean
  RequestLog requestLog() {
    var logger = LoggerFactory.getLogger(AccessLog.LOGGER);
    if (logger instanceof Logger logback) {
      AccessLogAppender.attachTo(logback);
    }
    return new AccessLog(logger);
  }

  @Bean
  ReactiveHealthIndicator providersHealthIndicator(OperatedGateway gateway) {
    return new ProvidersHealth(gateway::providers);
  }

  @Bean
  DrainDelay drainDelay(OperatedGateway gateway) {
    return new DrainDelay(gateway::drainDelay);
  }
}
