package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What Gatehouse and Helm say to the chart's configurations. */
class ChartConfigurationTest {

  @TempDir Path folder;

  static List<Path> examples() throws Exception {
    return Chart.examples();
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full", "verifier", "tls"})
  void theRenderedConfigurationIsAccepted(String name) throws Exception {
    Chart chart = Chart.rendered(Chart.example(name), Map.of());
    assertAccepted(chart);
  }

  @Test
  void theExampleOfTheReadmeIsAccepted() throws Exception {
    String readme = Files.readString(Chart.FOLDER.resolve("README.md"));
    String values = readme.substring(readme.indexOf("```yaml\n") + 8);
    assertAccepted(Chart.rendered(values.substring(0, values.indexOf("```"))));
  }

  @Test
  void aFileGoesInAsItIs() throws Exception {
    String manifests =
        Chart.template()
            .set("image.repository", "registry.example.com/gatehouse")
            .setFile("config", Path.of("gatehouse.yaml"))
            .call();
    assertThat(Chart.of(manifests).configuration())
        .isEqualTo(Files.readString(Path.of("gatehouse.yaml")));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void helmFindsNothingToSay(Path values) throws IOException {
    Path copy = folder.resolve("gatehouse");
    try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(Chart.FOLDER.relativize(file)));
      }
    }
    Object merged = merged(yaml(Chart.FOLDER.resolve("values.yaml")), yaml(values));
    Files.writeString(copy.resolve("values.yaml"), new Yaml().dump(merged));
    var lint = new Helm(copy).lint().strict().quiet().call();
    assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
  }

  private void assertAccepted(Chart chart) throws Exception {
    if (chart.configuration().contains("/secrets/")) {
      ChartSecrets.write(folder);
    }
    Path file =
        Files.writeString(
            folder.resolve("gatehouse.yaml"),
            chart.configuration().replace("/secrets/", folder + "/"));
    Map<String, String> environment = new LinkedHashMap<>();
    for (Object variable : Chart.list(chart.container("env"))) {
      Object value = Chart.at(variable, "value");
      environment.put(
          (String) Chart.at(variable, "name"), value == null ? "secret" : value.toString());
    }
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, UTF_8);
    boolean good = new Launch(environment::get, out, out).check(file, false, List.of());
    assertThat(good).as(printed.toString(UTF_8)).isTrue();
    assertThat(printed.toString(UTF_8)).doesNotContain("warning");
  }

  private static Object yaml(Path file) throws IOException {
    return new Yaml().load(Files.readString(file));
  }

  /** As Helm lays values over the chart's own. */
  private static Object merged(Object below, Object above) {
    if (!(below instanceof Map<?, ?> first && above instanceof Map<?, ?> second)) {
      return above;
    }
    Map<Object, Object> both = new LinkedHashMap<>(first);
    second.forEach((key, value) -> both.put(key, merged(first.get(key), value)));
    return both;
  }
}
