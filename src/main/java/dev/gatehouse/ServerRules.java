package dev.gatehouse;

import dev.gatehouse.config.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.ConfigurableEnvironment;

/** What Spring Boot would do as it is told, and a gateway must not. */
final class ServerRules {

  private static final String TYPE = "spring.main.web-application-type";
  private static final String MANAGEMENT_PORT = "management.server.port";

  private static final String VERIFIER_PORT = "gatehouse.forwardAuth.port";

  /** What they set is not there ({@code NeededAutoConfigurations}). */
  private static final List<String> WITHOUT_EFFECT =
      List.of(
          "spring.aop",
          "spring.cloud.discovery",
          "spring.cloud.loadbalancer",
          "spring.cloud.refresh",
          "spring.cloud.service-registry",
          "spring.http.clients",
          "spring.http.serviceclient",
          "spring.jackson",
          "spring.task");

  private ServerRules() {}

  /** Notes what of the application's own properties Gatehouse can't be served with. */
  static void check(
      ConfigurableEnvironment environment, @Nullable Integer verifierPort, Problems problems) {
    warnOfWhatHasNoEffect(environment, problems);
    String type = environment.getProperty(TYPE, "reactive");
    if (!type.equalsIgnoreCase("reactive")) {
      problems.error(TYPE, "'" + type + "' would serve no request", "remove it");
    }
    int port = environment.getProperty("server.port", Integer.class, 8080);
    int management = environment.getProperty(MANAGEMENT_PORT, Integer.class, port);
    if (management == port && port > 0) {
      problems.error(
          MANAGEMENT_PORT,
          "management needs a port of its own, and " + port + " is the main one",
          "write another, such as 8081; -1 turns management off");
    }
    if (verifierPort != null && (verifierPort == port || verifierPort == management)) {
      problems.error(
          VERIFIER_PORT,
          "the verifier needs a port of its own, and " + verifierPort + " is taken",
          "write another, such as 4180, or remove it: the verifier is then on the main port");
    }
  }

  private static void warnOfWhatHasNoEffect(
      ConfigurableEnvironment environment, Problems problems) {
    for (ConfigurationPropertySource source :
        ConfigurationPropertySources.from(environment.getPropertySources())) {
      for (String prefix : WITHOUT_EFFECT) {
        var name = ConfigurationPropertyName.of(prefix);
        if (source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
          problems.warning(prefix, "'" + prefix + "' has no effect on Gatehouse", "remove it");
        }
      }
    }
  }
}
