package dev.gatehouse;

import dev.gatehouse.config.Problems;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** What Spring Boot would do as it is told, and a gateway must not. */
final class ServerRules {

  private static final String TYPE = "spring.main.web-application-type";
  private static final String MANAGEMENT_PORT = "management.server.port";

  private static final String VERIFIER_PORT = "gatehouse.forwardAuth.port";

  private ServerRules() {}

  /** Notes what of the application's own properties Gatehouse can't be served with. */
  static void check(Environment environment, @Nullable Integer verifierPort, Problems problems) {
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
}
