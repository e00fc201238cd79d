package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page shows the files that are run, as they are. */
class TlsPageTest {

  @ParameterizedTest
  @ValueSource(strings = {"gatehouse.yaml", "clients.yaml"})
  void showsTheFileThatIsRun(String file) throws IOException {
    Path page = Path.of("docs", "tls.md");
    String shown = Files.readString(page.resolveSibling("tls").resolve(file));
    assertThat(Files.readString(page)).contains("```yaml\n" + shown + "```\n");
  }
}
