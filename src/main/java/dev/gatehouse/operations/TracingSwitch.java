package dev.gatehouse.operations;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Keeps OpenTelemetry out of the application, its threads and its cost, unless spans are to be sent
 * somewhere. What Spring Boot would trace, the management port's requests, it never does: they are
 * probes and scrapes.
 */
final class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware {

  /** Where spans are sent, as Spring Boot calls it. */
  static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

  private static final String MICROMETER = "org.springframework.boot.micrometer.tracing.";
  private static final String OPEN_TELEMETRY = "org.springframework.boot.opentelemetry.";
  private static final String BRIDGE = MICROMETER + "opentelemetry.autoconfigure.";
  private static final Set<String> NEEDED =
      Set.of(
          OPEN_TELEMETRY + "autoconfigure.OpenTelemetrySdkAutoConfiguration",
          BRIDGE + "OpenTelemetryTracingAutoConfiguration",
          BRIDGE + "otlp.OtlpTracingAutoConfiguration");

  private boolean on;

  @Override
  public void setEnvironment(Environment environment) {
    on =
        environment.containsProperty(ENDPOINT)
            && environment.getProperty("management.opentelemetry.enabled", Boolean.class, true)
            && environment.getProperty("management.tracing.export.enabled", Boolean.class, true);
  }

  @Override
  public boolean[] match(
      @Nullable String[] classes, AutoConfigurationMetadata autoConfigurationMetadata) {
    var matches = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      matches[i] = isKept(classes[i]);
    }
    return matches;
  }

  private boolean isKept(@Nullable String name) {
    return name == null
        || (on && NEEDED.contains(name))
        // asked too about what the needed ones import
        || !name.endsWith("AutoConfiguration")
        || !(name.startsWith(MICROMETER) || name.startsWith(OPEN_TELEMETRY));
  }
}
