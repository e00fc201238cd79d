package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

/** Lines stand where Spring's headers would put them. */
class HeaderLinesTest {

  private static final List<String> NAMES =
      List.of("Accept", "accept", "X-A", "x-a", "X-B", "Cookie", "Host", "X-Ab");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void changeAsSpringsHeadersDo(long seed) {
    var random = new Random(seed);
    var lines = new HeaderLines();
    var spring = new HttpHeaders();
    for (int i = 0; i < 200; i++) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      String value = "v" + random.nextInt(5);
      switch (random.nextInt(6)) {
        case 0 -> {
          lines.set(name, value);
          spring.set(name, value);
        }
        case 1 -> {
          lines.remove(name);
          spring.remove(name);
        }
        default -> {
          lines.add(name, value);
          spring.add(name, value);
        }
      }
      assertThat(texts(lines)).isEqualTo(texts(spring));
      assertThat(lines.all(name)).isEqualTo(spring.getOrEmpty(name));
      assertThat(lines.get(name)).isEqualTo(spring.getFirst(name));
      assertThat(lines.contains(name)).isEqualTo(spring.containsHeader(name));
    }
  }

  @Test
  void editsVeryLinesAndKeepsTheirPlaces() {
    var lines = new HeaderLines();
    lines.add("Cookie", "a=1; token=t");
    lines.add("Accept", "x");
    lines.add("cookie", "b=2");
    lines.edit(
        List.of(
            new HeaderEdit(new HeaderField("cookie", "a=1; token=t"), "a=1"),
            new HeaderEdit(new HeaderField("Accept", "x"), null),
            new HeaderEdit(new HeaderField("Cookie", "c=3"), null)));
    assertThat(texts(lines)).containsExactly("Cookie: a=1", "Cookie: b=2");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void listsAreReadAsSpringReadsThem(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append("ab \t,,\"\"\\c".charAt(random.nextInt(10)));
      }
      var spring = new HttpHeaders();
      spring.add("X", text.toString());
      List<String> elements = new ArrayList<>();
      HeaderValues.any(
          text.toString(),
          element -> {
            elements.add(element);
            return false;
          });
      assertThat(elements).as(text.toString()).isEqualTo(spring.getValuesAsList("X"));
    }
  }

  private static List<String> texts(HeaderLines lines) {
    List<String> texts = new ArrayList<>();
    lines.forEach((name, value) -> texts.add(name + ": " + value));
    return texts;
  }

  private static List<String> texts(HttpHeaders headers) {
    List<String> texts = new ArrayList<>();
    headers.forEach((name, values) -> values.forEach(value -> texts.add(name + ": " + value)));
    return texts;
  }
}
