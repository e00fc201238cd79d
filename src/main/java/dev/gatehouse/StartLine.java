package dev.gatehouse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Logs the one line that says what runs where. */
final class StartLine implements ApplicationListener<ApplicationReadyEvent>, Ordered {

  private static final Logger LOG = LoggerFactory.getLogger("gatehouse");

  private final RunningGateway gateway;

  StartLine(RunningGateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    Environment environment = event.getApplicationContext().getEnvironment();
    int routes = gateway.live().routes().summaries().size();
    LOG.info(
        "Gatehouse {} serves {} {} on port {}, management on port {}, started in {} ms",
        GatehouseApplication.version(),
        routes,
        routes == 1 ? "route" : "routes",
        environment.getProperty("local.server.port"),
        environment.getProperty("local.management.port", "none"),
        event.getTimeTaken() == null ? "?" : event.getTimeTaken().toMillis());
  }

  /** Before whatever else is printed at the start. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
