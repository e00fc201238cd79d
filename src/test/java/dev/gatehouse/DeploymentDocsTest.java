package dev.gatehouse;

import static dev.gatehouse.ComposeTest.between;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

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
    var install = Pattern.compile("(?m)^install -D -m 644 (\\S+) (\\S+)(?: +#.*)?$");
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

  @Test
  void moreHeapIsTheSameEverywhere() throws IOException {
    String page = Files.readString(PAGE);
    page = page.substring(page.indexOf("### More heap"));
    List<String> heap = List.of("-Xms432m", "-Xmx432m");
    List<String> image = new ArrayList<>(DockerfileTest.entrypoint());
    image.addAll(image.indexOf("-jar"), heap);

    String values = between(page, "```yaml\n", "```");
    Chart chart =
        Chart.rendered("image: {repository: gatehouse}\nexistingSecret: configuration\n" + values);
    assertThat(chart.container("command")).isEqualTo(image);

    String compose = page.substring(page.indexOf("in Compose"));
    Map<?, ?> services = new Yaml().load(between(compose, "```yaml\n", "```"));
    assertThat(Chart.at(services, "services", "gatehouse", "entrypoint")).isEqualTo(image);
    assertThat(Chart.at(services, "services", "gatehouse", "mem_limit")).isEqualTo("704m");
    assertThat(chart.container("resources", "limits", "memory")).isEqualTo("704Mi");

    List<String> unit = new ArrayList<>(words());
    unit.addAll(unit.indexOf("-jar"), heap);
    assertThat(page).contains("ExecStart=\nExecStart=" + String.join(" ", unit) + "\n");
  }

  @Test
  void moreHeapIsWhatTheTokensTakeMore() throws IOException {
    List<String> options = Files.readAllLines(Path.of("jvm.options"));
    assertThat(options).contains("-Xmx240m");
    int more = 256 - 64;
    assertThat(Files.readString(PAGE))
        .contains("`tokenCache: { size: 256MB }`", "-Xmx" + (240 + more) + "m")
        .contains("limits: { memory: " + (512 + more) + "Mi }");
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
