package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/deployment.md shows is what there is. */
class DeploymentDocsTest {

  private static final Path PAGE = Path.of("docs", "deployment.md");
  private static final Path UNIT = Path.of("docs", "deployment", "gatehouse.service");

  @TempDir Path root;

  @Test
  void showsTheUnitThatIsInstalled() throws IOException {
    assertThat(Files.readString(PAGE)).contains("```ini\n" + Files.readString(UNIT) + "```\n");
  }

  @Test
  void installsWhatIsThereToWhereTheUnitLooks() throws IOException {
    var install = Pattern.compile("(?m)^install -D -m 644 (\\S+) (\\S+)$");
    Map<String, String> installed =
        install
            .matcher(Files.readString(PAGE))
            .results()
            .collect(Collectors.toMap(r -> r.group(2), r -> r.group(1)));
    assertThat(installed.values())
        .hasSize(2)
        .allSatisfy(file -> assertThat(Path.of(file)).isRegularFile());
    assertThat(Files.readString(PAGE)).contains(".jar --install /opt/gatehouse ");
    assertThat(Installation.CONTENT).contains("jvm.options", "gatehouse.jar");
    assertThat(words())
        .contains(
            "@/opt/gatehouse/jvm.options",
            "/opt/gatehouse/gatehouse.jar",
            "--gatehouse.config=/etc/gatehouse/gatehouse.yaml");
    assertThat(installed)
        .containsKeys("/etc/gatehouse/gatehouse.yaml", "/etc/systemd/system/gatehouse.service");
  }

  @Test
  void theUnitStartsTheGateway() throws IOException {
    Path file = Files.createFile(root.resolve("gatehouse.yaml"));
    List<String> words = words();
    List<String> ours =
        words.subList(words.indexOf("-jar") + 2, words.size()).stream()
            .map(word -> word.replace("/etc/gatehouse/gatehouse.yaml", file.toString()))
            .toList();
    assertThat(CommandLine.parse(ours, _ -> null, root))
        .isEqualTo(new Command.Serve(file, List.of()));
  }

  @Test
  void theUnitWaitsForTheDrainAndTheRequestsInFlight() throws IOException {
    Duration drain = Duration.ofSeconds(10);
    Duration inFlight = Duration.ofSeconds(30);
    assertThat(Duration.ofSeconds(Long.parseLong(setting("TimeoutStopSec"))))
        .isGreaterThan(drain.plus(inFlight));
  }

  private static List<String> words() throws IOException {
    return List.of(setting("ExecStart").split(" ", -1));
  }

  private static String setting(String name) throws IOException {
    var line = Pattern.compile("(?m)^" + name + "=(.*)$").matcher(Files.readString(UNIT));
    assertThat(line.find()).as(name).isTrue();
    return line.group(1);
  }
}
