package dev.gatehouse;

import dev.gatehouse.keys.Signatures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Logs what runs where, and whose code verifies signatures. */
final class StartLine implements ApplicationListener<ApplicationReadyEvent>, Ordered {

  private static final Logger LOG = LoggerFactory.getLogger("gatehouse");

  private final RunningGateway gateway;
  private final Signatures signatures;

  StartLine(RunningGateway gateway, Signatures signatures) {
    this.gateway = gateway;
    this.signatures = signatures;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    logSignatures();
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

  private void logSignatures() {
    if (signatures.reason() == null) {
      LOG.info("Signatures are verified by {}", signatures.name());
    } else {
      LOG.warn(
          "Signatures are verified by {}, several times slower: the native library does not load: {}",
          signatures.name(),
          signatures.reason());
    }
  }

  /** Before whatever else is printed at the start. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
