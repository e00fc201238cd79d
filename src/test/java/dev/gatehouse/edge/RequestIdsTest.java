package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

  private final SplittableRandom random = new SplittableRandom(7);
  private final RequestIds ids = new RequestIds(() -> random);

  @Test
  void makesAnotherIdEveryTime() {
    assertThat(ids.next()).matches("[0-9a-f]{32}").isNotEqualTo(ids.next());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "req-1_2.3~4", "urn:uuid:00000000-0000-4000-8000-000000000000"})
  void takesOverAnIdThatMayBeRepeated(String id) {
    assertThat(ids.of(List.of(id))).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\"b", "a\u001b[31m", "<script>", "a,b", "caf\u00e9"})
  void makesItsOwnWhereTheGivenIdCouldDoHarm(String id) {
    assertThat(ids.of(List.of(id))).matches("[0-9a-f]{32}");
  }

  @Test
  void makesItsOwnWhereTheGivenIdIsLongOrNotOne() {
    assertThat(ids.of(List.of("a".repeat(129)))).hasSize(32);
    assertThat(ids.of(List.of("a", "b"))).hasSize(32);
    assertThat(ids.of(List.of())).hasSize(32);
  }
}
