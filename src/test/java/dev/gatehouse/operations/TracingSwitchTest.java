package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class TracingSwitchTest {

  private static final String ENDPOINT =
      TracingSwitch.ENDPOINT + "=http://collector:4318/v1/traces";

  /** All that Spring Boot brings, of which an update may rename some. */
  private final String[] brought =
      ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
          .getCandidates()
          .toArray(String[]::new);

  @Test
  void keepsAllOfItOutByDefault() {
    assertThat(kept()).isNotEmpty().noneMatch(TracingSwitchTest::traces);
  }

  @Test
  void letsInWhatMakesAndSendsSpansWhereThereIsAnEndpoint() {
    assertThat(kept(ENDPOINT).stream().filter(TracingSwitchTest::traces))
        .extracting(name -> name.substring(name.lastIndexOf('.') + 1))
        .containsExactlyInAnyOrder(
            "OpenTelemetrySdkAutoConfiguration",
            "OpenTelemetryTracingAutoConfiguration",
            "OtlpTracingAutoConfiguration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"management.opentelemetry.enabled", "management.tracing.export.enabled"})
  void keepsItOutWhereItIsSwitchedOff(String property) {
    assertThat(kept(ENDPOINT, property + "=false")).noneMatch(TracingSwitchTest::traces);
  }

  private List<String> kept(String... properties) {
    Map<String, Object> values = new HashMap<>();
    for (String property : properties) {
      int equals = property.indexOf('=');
      values.put(property.substring(0, equals), property.substring(equals + 1));
    }
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", values));
    var tracing = new TracingSwitch();
    tracing.setEnvironment(environment);
    // it does not ask the metadata
    boolean[] matches = tracing.match(brought, null);
    return IntStream.range(0, brought.length)
        .filter(i -> matches[i])
        .mapToObj(i -> brought[i])
        .toList();
  }

  private static boolean traces(String name) {
    return name.contains("opentelemetry") || name.contains(".tracing.");
  }
}
