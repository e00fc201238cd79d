package dev.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Files with faults and what is printed of them, to the letter: {@code broken.txt}. After a change
 * of words, {@code -Dgatehouse.docs=write} writes it anew; read the difference.
 */
class BrokenFilesTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("EMPTY", "", "BLANK", "  ", "WORD", "hush", "HTTP_URL", "http://keys.example.com/");

  private record Broken(String name, String yaml, String expected) {

    String rendered() {
      return TestFiles.load(yaml.replace("⇥", "\t"), ENVIRONMENT).problems().render();
    }
  }

  @TestFactory
  Stream<DynamicTest> tellsWhatIsWrong() throws IOException {
    List<Broken> all = all();
    if ("write".equals(System.getProperty("gatehouse.docs"))) {
      write(all);
    }
    return all.stream()
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    broken.name(),
                    () -> assertThat(broken.rendered()).isEqualTo(broken.expected())));
  }

  private static List<Broken> all() {
    return Arrays.stream(TestFiles.resource("broken.txt").split("(?m)^#### ", -1))
        .skip(1)
        .map(
            text -> {
              String name = text.substring(0, text.indexOf('\n'));
              String[] parts = text.substring(name.length() + 1).split("(?m)^>>>>\n", -1);
              return new Broken(name, parts[0], parts[1]);
            })
        .toList();
  }

  private static void write(List<Broken> all) throws IOException {
    String text =
        all.stream()
            .map(
                broken ->
                    "#### " + broken.name() + "\n" + broken.yaml() + ">>>>\n" + broken.rendered())
            .collect(Collectors.joining());
    Files.writeString(Path.of("src/test/resources/config/broken.txt"), text);
  }
}
