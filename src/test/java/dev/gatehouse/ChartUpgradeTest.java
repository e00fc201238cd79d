package dev.gatehouse;

import static dev.gatehouse.Chart.example;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which changes of the chart's values replace the pods: those of what they are made from. */
class ChartUpgradeTest {

  private static final String DELAY = "config.gatehouse.drainDelay";
  private static final String GRACE = "terminationGracePeriodSeconds";

  @ParameterizedTest
  @CsvSource({
    "config.gatehouse.routes[0].uri, http://other:8080",
    "config.gatehouse.limits.token, 8KB",
    "config.gatehouse.policies.default.mode, AllowMissing"
  })
  void whatIsReadAgainReplacesNoPod(String key, String value) {
    Chart before = full(Map.of());
    Chart after = full(Map.of(key, value));
    assertThat(after.configuration()).isNotEqualTo(before.configuration());
    assertThat(after.pod()).isEqualTo(before.pod());
  }

  @ParameterizedTest
  @CsvSource({
    "config.server.http2.enabled, true",
    "config.logging.level.gatehouse.access, warn",
    "config.gatehouse.limits.connections, 5",
    "config.gatehouse.limits.headersTimeout, 5s",
    "config.gatehouse.signatures, jdk"
  })
  void whatIsReadAtStartReplacesThePods(String key, String value) {
    assertThat(full(Map.of(key, value)).pod("metadata"))
        .isNotEqualTo(full(Map.of()).pod("metadata"));
  }

  @Test
  void aDrainDelayReplacesThePodsAsTheirGraceIsCountedFromIt() {
    Chart before = full(Map.of());
    Chart after = full(Map.of(DELAY, "20s"));
    assertThat(after.pod("metadata")).isEqualTo(before.pod("metadata"));
    assertThat(before.pod("spec", GRACE)).isEqualTo(87);
    assertThat(after.pod("spec", GRACE)).isEqualTo(105);
  }

  @Test
  void aDrainDelayReplacesNoPodWhereTheGraceIsGiven() {
    Chart before = full(Map.of(GRACE, 120));
    Chart after = full(Map.of(GRACE, 120, DELAY, "20s"));
    assertThat(after.configuration()).isNotEqualTo(before.configuration());
    assertThat(after.pod()).isEqualTo(before.pod());
  }

  private static Chart full(Map<String, ?> set) {
    return Chart.rendered(example("full"), set);
  }
}
