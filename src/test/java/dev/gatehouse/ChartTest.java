package dev.gatehouse;

import static dev.gatehouse.Chart.at;
import static dev.gatehouse.Chart.example;
import static dev.gatehouse.Chart.list;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** What the chart makes of its values. */
class ChartTest {

  /** The digest's begin, of {@code secret-edge.tls}. */
  private static final String EDGE_TLS = "c0029d5f";

  static List<Path> examples() throws Exception {
    return Chart.examples();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void podsHaveNoMoreRightsThanTheyNeed(Path values) {
    Chart chart = Chart.rendered(values, Map.of());
    assertThat(chart.pod("spec", "automountServiceAccountToken")).isEqualTo(false);
    assertThat(chart.pod("spec", "enableServiceLinks")).isEqualTo(false);
    assertThat(chart.pod("spec", "securityContext", "runAsNonRoot")).isEqualTo(true);
    assertThat(chart.container("securityContext"))
        .isEqualTo(
            Map.of(
                "allowPrivilegeEscalation",
                false,
                "readOnlyRootFilesystem",
                true,
                "capabilities",
                Map.of("drop", List.of("ALL"))));
    assertThat(chart.names()).noneMatch(name -> name.contains("Role"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theConfigurationIsAFolderSoThatItIsUpdated(Path values) {
    Chart chart = Chart.rendered(values, Map.of());
    List<Object> mounts = list(chart.container("volumeMounts"));
    assertThat(mounts)
        .contains(Map.of("name", "config", "mountPath", "/etc/gatehouse", "readOnly", true))
        .noneMatch(mount -> at(mount, "subPath") != null);
    assertThat(chart.container("env", 0))
        .isEqualTo(Map.of("name", "GATEHOUSE_CONFIG", "value", "/etc/gatehouse/gatehouse.yaml"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theKubeletAsksTheManagementPort(Path values) {
    Chart chart = Chart.rendered(values, Map.of());
    assertThat(Stream.of("startupProbe", "livenessProbe", "readinessProbe"))
        .extracting(probe -> chart.container(probe, "httpGet"))
        .containsExactly(probe("/livez"), probe("/livez"), probe("/readyz"));
  }

  private static Object probe(String path) {
    return Map.of("path", path, "port", "management", "scheme", "HTTP");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void onlyTheMainPortIsOnTheServiceOfClients(Path values) {
    Chart chart = Chart.rendered(values, Map.of());
    assertThat(list(at(chart.object("Service/edge-gatehouse"), "spec", "ports")))
        .singleElement()
        .matches(port -> at(port, "targetPort").equals("http"));
    assertThat(at(chart.object("Service/edge-gatehouse-management"), "spec", "type"))
        .isEqualTo("ClusterIP");
  }

  @Test
  void runsTheVersionThatIsBuilt() throws IOException {
    Matcher built =
        Pattern.compile("<artifactId>gatehouse</artifactId>\\s+<version>([^<]+)<")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(built.find()).isTrue();
    assertThat(Chart.rendered(example("minimal"), Map.of()).container("image"))
        .isEqualTo("registry.example.com/gatehouse:" + built.group(1));
  }

  @Test
  void theConfigurationIsRenderedWhole() {
    Chart chart = Chart.rendered(example("full"), Map.of());
    Object config = at(new Yaml().load(read(example("full"))), "config");
    assertThat(chart.configuration()).contains("connections: 1000000\n");
    assertThat(new Yaml().<Object>load(chart.configuration())).isEqualTo(config);
  }

  @Test
  void aConfigurationThatIsTextStaysAsItIs() {
    Chart chart = Chart.rendered(example("verifier"), Map.of());
    assertThat(chart.configuration())
        .isEqualTo(at(new Yaml().load(read(example("verifier"))), "config"))
        .startsWith("# what the proxies ask\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: 1",
        "  a: 1\n  b: 2\n",
        "\n# first\na: '{{ .Values.env }}'\nb: |\n  two\n\n  lines\n",
        "a: \"\\t\"\r\nb: \u00e9\n",
        "# one mark at the top\n--- # begins the only document\na: |\n ---\n ...\n"
      })
  void noTextOfAConfigurationBecomesAnythingElse(String text) {
    Map<String, ?> values = Map.of("config", text, "image", Map.of("repository", "gatehouse"));
    Chart chart = Chart.rendered(JsonMapper.shared().writeValueAsString(values));
    assertThat(chart.configuration()).isEqualTo(text);
  }

  @Test
  void portsAreWhatTheConfigurationSays() {
    Chart full = Chart.rendered(example("full"), Map.of());
    assertThat(ports(full)).isEqualTo(Map.of("http", 9080, "management", 9081));
    Chart minimal = Chart.rendered(example("minimal"), Map.of());
    assertThat(ports(minimal)).isEqualTo(Map.of("http", 8080, "management", 8081));
    Chart verifier = Chart.rendered(example("verifier"), Map.of());
    assertThat(ports(verifier))
        .isEqualTo(Map.of("http", 8080, "management", 8081, "verifier", 4180));
    assertThat(verifier.has("Service/edge-gatehouse-verifier")).isTrue();
    Chart existing = Chart.rendered(example("existing"), Map.of());
    assertThat(ports(existing)).isEqualTo(Map.of("http", 9080, "management", 8081));
  }

  private static Map<Object, Object> ports(Chart chart) {
    var ports = new TreeMap<Object, Object>();
    for (Object port : list(chart.container("ports"))) {
      ports.put(at(port, "name"), at(port, "containerPort"));
    }
    return ports;
  }

  @ParameterizedTest
  @CsvSource({
    "minimal, 60", // 5 + 10 + 30 + 15
    "full, 87", // 10 + 1.5 + 60 + 15
    "verifier, 90", // as it says
    "existing, 55" // 0 + 10 + 30 + 15
  })
  void aPodHasTimeToEnd(String name, int seconds) {
    Chart chart = Chart.rendered(example(name), Map.of());
    assertThat(chart.pod("spec", "terminationGracePeriodSeconds")).isEqualTo(seconds);
  }

  @Test
  void aGraceIsBelievedWhereTheConfigurationCantBeRead() {
    Map<String, ?> soon = Map.of("terminationGracePeriodSeconds", 12);
    Chart chart = Chart.rendered(example("existing"), soon);
    assertThat(chart.pod("spec", "terminationGracePeriodSeconds")).isEqualTo(12);
  }

  @Test
  void optionsOfTheJavaMachineStandAmongTheWordsOfTheImage() throws IOException {
    String values =
        "{image: {repository: g}, existingSecret: a, javaOptions: [-Xmx1g, '-Da=\"b c\" <\u00e9>']}";
    List<String> words = new ArrayList<>(DockerfileTest.entrypoint());
    words.addAll(words.indexOf("-jar"), List.of("-Xmx1g", "-Da=\"b c\" <\u00e9>"));
    assertThat(Chart.rendered(values).container("command")).isEqualTo(words);
    assertThat(Chart.rendered(example("minimal"), Map.of()).container("command")).isNull();
  }

  @Test
  void secretsAndConfigMapsAreMountedByTheirNames() {
    Chart chart = Chart.rendered(example("full"), Map.of());
    assertThat(list(chart.container("volumeMounts")))
        .extracting(mount -> at(mount, "name") + " " + at(mount, "mountPath"))
        .contains(
            "secret-partner-keys /secrets/partner-keys",
            "secret-edge-tls-" + EDGE_TLS + " /secrets/edge.tls",
            "configmap-corporate-ca /configmaps/corporate-ca");
    assertThat(list(chart.pod("spec", "volumes")))
        .contains(
            Map.of(
                "name", "secret-edge-tls-" + EDGE_TLS, "secret", Map.of("secretName", "edge.tls")),
            Map.of("name", "tmp", "emptyDir", Map.of("sizeLimit", "128Mi")));
  }

  @Test
  void secretsOfSimilarNamesAreVolumesOfTheirOwn() {
    String prefix = "a".repeat(200);
    String values =
        "{image: {repository: g}, existingSecret: a, secrets: [edge.tls, edge-tls, %sb, %sc]}"
            .formatted(prefix, prefix);
    Chart chart = Chart.rendered(values);
    assertThat(list(chart.pod("spec", "volumes")))
        .extracting(volume -> (String) at(volume, "name"))
        .contains("secret-edge-tls")
        .hasSize(6)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
  }

  @Test
  void nobodyReachesTheManagementPortUnlessTold() {
    Object rules =
        at(
            Chart.rendered(example("minimal"), Map.of()).object("NetworkPolicy/edge-gatehouse"),
            "spec",
            "ingress");
    assertThat(rules).isEqualTo(List.of(Map.of("ports", List.of(Map.of("port", "http")))));
  }

  @Test
  void theAutoscalerIsNotFoughtOverTheNumberOfPods() {
    Chart full = Chart.rendered(example("full"), Map.of());
    assertThat(at(full.object("Deployment/edge-gatehouse"), "spec", "replicas")).isNull();
    assertThat(full.has("HorizontalPodAutoscaler/edge-gatehouse")).isTrue();
    Chart minimal = Chart.rendered(example("minimal"), Map.of());
    assertThat(at(minimal.object("Deployment/edge-gatehouse"), "spec", "replicas")).isEqualTo(2);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
