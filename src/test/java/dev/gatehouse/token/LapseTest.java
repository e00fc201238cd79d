package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LapseTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.9S, 0s",
    "PT59S, 59s",
    "PT3M, 3m",
    "PT3M20S, 3m 20s",
    "PT1H0M5S, 1h",
    "PT-3M, 3m",
    "P2DT5H30M, 2d 5h",
    "P400D, 400d"
  })
  void saysALengthInTwoUnits(Duration length, String text) {
    assertThat(Lapse.text(length)).isEqualTo(text);
  }

  @Test
  void saysWhereATimeLies() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(Lapse.from(now, now.minusSeconds(180))).isEqualTo("was 3m ago");
    assertThat(Lapse.from(now, now.plusSeconds(7200))).isEqualTo("is in 2h");
    assertThat(Lapse.from(now, NumericDate.LATEST)).startsWith("is in 29");
  }
}
