package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.migration.Import;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of other gateways and what becomes of them, to the letter: {@code import}. After a change
 * of words, {@code -Dgatehouse.docs=write} writes the expected ones anew; read the difference.
 */
class ImportTest {

  private static final Path FIXTURES = Path.of("src/test/resources/import");

  @TempDir Path folder;

  static Stream<Path> fixtures() throws IOException {
    try (var all = Files.list(FIXTURES)) {
      return all.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void writesWhatMeansTheSameAndPassesTheCheck(Path fixture) throws IOException {
    String yaml = imported(fixture).yaml();
    Path expected = fixture.resolve("expected.yaml");
    if ("write".equals(System.getProperty("gatehouse.docs"))) {
      Files.writeString(expected, yaml);
    }
    assertThat(yaml).isEqualTo(Files.readString(expected));
    Path file = Files.writeString(folder.resolve("gatehouse.yaml"), yaml);
    var said = new ByteArrayOutputStream();
    var nowhere = new PrintStream(said, true, UTF_8);
    boolean good = new Launch(_ -> null, nowhere, nowhere).check(file, false, List.of());
    assertThat(good).as(said.toString(UTF_8)).isTrue();
  }

  @Test
  void carriesThePoliciesOfTheDocumentationOfKgatewayAndAgentgatewayOverCompletely()
      throws IOException {
    for (String name : List.of("kgateway", "agentgateway")) {
      assertThat(imported(FIXTURES.resolve(name)).complete()).as(name).isTrue();
    }
  }

  @Test
  void theDocumentationShowsTheFixtures() throws IOException {
    String page = Files.readString(Path.of("docs/migrate.md"));
    for (String name : List.of("kgateway", "agentgateway-rules", "envoy", "traefik", "spring")) {
      for (String side : List.of("input.yaml", "expected.yaml")) {
        String text = Files.readString(FIXTURES.resolve(name).resolve(side));
        assertThat(page).as(name).contains("```yaml\n" + text + "```\n");
      }
    }
  }

  private static Import.Outcome imported(Path fixture) throws IOException {
    String text = Files.readString(fixture.resolve("input.yaml"));
    return Import.of(List.of(new Import.Source("input.yaml", text)));
  }
}
