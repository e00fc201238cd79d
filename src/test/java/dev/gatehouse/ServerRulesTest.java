package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.Problem;
import dev.gatehouse.config.Problems;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ServerRulesTest {

  @ParameterizedTest
  @CsvSource({
    "none, 8080, 8081, spring.main.web-application-type",
    "servlet, 8080, 8081, spring.main.web-application-type",
    "reactive, 8081, 8081, management.server.port",
    "reactive, , 8080, management.server.port",
    "reactive, 9000, , management.server.port",
  })
  void refusesWhatServesNothingOrManagesInPublic(
      String type, String port, String management, String refused) {
    assertThat(problems(type, port, management).all())
        .extracting(Problem::path)
        .containsExactly(refused);
  }

  @ParameterizedTest
  @CsvSource({
    "reactive, 8080, 8081",
    "REACTIVE, 0, 0",
    ", 8080, 0",
    "reactive, 8080, -1",
    "reactive, , 8081"
  })
  void takesWhatServesOnPortsOfTheirOwn(String type, String port, String management) {
    assertThat(problems(type, port, management).all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"8080, 8081, 8080", "8080, 8081, 8081", ", 8081, 8080"})
  void refusesAVerifierOnAPortThatIsTaken(String port, String management, int verifier) {
    assertThat(problems("reactive", port, management, verifier).all())
        .extracting(Problem::path)
        .containsExactly("gatehouse.forwardAuth.port");
  }

  @ParameterizedTest
  @CsvSource({
    "spring.jackson.default-property-inclusion, spring.jackson",
    "spring.task.scheduling.pool.size, spring.task",
    "spring.http.clients.connectTimeout, spring.http.clients",
  })
  void warnsOfWhatHasNoEffect(String key, String told) {
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource("file", Map.of(key, "1", "management.server.port", "8081")));
    var problems = new Problems();
    ServerRules.check(environment, null, problems);
    assertThat(problems.hasErrors()).isFalse();
    assertThat(problems.all()).extracting(Problem::path).containsExactly(told);
  }

  private static Problems problems(String type, String port, String management) {
    return problems(type, port, management, 4180);
  }

  private static Problems problems(String type, String port, String management, int verifier) {
    Map<String, Object> given = new HashMap<>();
    given.put("spring.main.web-application-type", type);
    given.put("server.port", port);
    given.put("management.server.port", management);
    given.values().removeIf(Objects::isNull);
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("given", given));
    var problems = new Problems();
    ServerRules.check(environment, verifier, problems);
    return problems;
  }
}
