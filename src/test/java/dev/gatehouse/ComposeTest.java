package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.ConfigurationFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** docker-compose.yml and the files it mounts name only what is there, and agree. */
class ComposeTest {

  private static final Path COMPOSE = Path.of("docker-compose.yml");
  private static final Path GATEHOUSE = Path.of("compose", "gatehouse", "gatehouse.yaml");
  private static final Path REALM = Path.of("compose", "keycloak", "main-realm.json");
  private static final Path PROMETHEUS = Path.of("compose", "prometheus", "prometheus.yml");
  private static final Pattern IMAGE = Pattern.compile("[a-z0-9./-]+/[a-z0-9./-]+:[a-z0-9.]+");
  private static final Pattern SERVICE = Pattern.compile("http://([a-z]+):(\\d+)");

  /** The ports that the images listen on. */
  private static final Map<String, Integer> LISTENING =
      Map.of(
          "gatehouse",
          8080,
          "upstream",
          8080,
          "keycloak",
          8080,
          "prometheus",
          9090,
          "grafana",
          3000);

  private Map<String, Map<String, Object>> services;

  @BeforeEach
  void read() throws IOException {
    Map<String, Map<String, Map<String, Object>>> compose = yaml(COMPOSE);
    services = compose.get("services");
  }

  @Test
  void everyServiceIsKnownAndItsImageHasAVersion() {
    assertThat(services.keySet()).isEqualTo(LISTENING.keySet());
    services.forEach(
        (name, service) -> {
          if (!name.equals("gatehouse")) {
            assertThat((String) service.get("image")).as(name).matches(IMAGE.asMatchPredicate());
          }
        });
    assertThat(services.get("gatehouse")).containsEntry("build", ".");
    assertThat(Path.of("Dockerfile")).exists();
  }

  @Test
  void everyMountedFileIsThere() {
    services.forEach(
        (name, service) -> {
          for (String volume : list(service, "volumes")) {
            String[] parts = volume.split(":");
            assertThat(Path.of(parts[0])).as(name).exists();
            assertThat(parts).as(volume).hasSize(3).endsWith("ro");
          }
        });
  }

  @Test
  void everyPublishedPortIsOneThatTheImageListensOnAndOnLoopbackAlone() {
    services.forEach(
        (name, service) ->
            assertThat(list(service, "ports"))
                .allSatisfy(
                    port ->
                        assertThat(port)
                            .startsWith("127.0.0.1:")
                            .endsWith(":" + LISTENING.get(name))));
  }

  @Test
  void everyAddressWithinTheNetworkIsThatOfAService() throws IOException {
    for (Path file : List.of(GATEHOUSE, Path.of("compose", "grafana", "datasources.yaml"))) {
      assertThat(
              SERVICE
                  .matcher(Files.readString(file).replace("http://localhost:8180", ""))
                  .results())
          .as("%s", file)
          .isNotEmpty()
          .allSatisfy(
              found ->
                  assertThat(LISTENING)
                      .containsEntry(found.group(1), Integer.valueOf(found.group(2))));
    }
  }

  @Test
  void gatehouseAcceptsItsConfigurationAndFindsItWhereItIsMounted() throws IOException {
    var loaded = ConfigurationFile.read(GATEHOUSE, _ -> null);
    assertThat(loaded.problems().hasErrors()).as(loaded.problems().render()).isFalse();
    assertThat(list(services.get("gatehouse"), "volumes"))
        .containsExactly("./" + GATEHOUSE.getParent() + ":/etc/gatehouse:ro");
    assertThat(Files.readString(Path.of("Dockerfile")))
        .contains("GATEHOUSE_CONFIG=/etc/gatehouse/gatehouse.yaml\n");
  }

  @Test
  void keycloakIsTheTestedVersionAndItsTokensAreThoseThatGatehouseWants() throws IOException {
    String version = between(Files.readString(Path.of("pom.xml")), "<keycloak.version>", "<");
    Map<String, Object> keycloak = services.get("keycloak");
    assertThat(keycloak).containsEntry("image", "quay.io/keycloak/keycloak:" + version);

    Map<String, Object> realm = yaml(REALM);
    Map<?, ?> environment = (Map<?, ?>) keycloak.get("environment");
    String configuration = Files.readString(GATEHOUSE);
    String issuer = environment.get("KC_HOSTNAME") + "/realms/" + realm.get("realm");
    assertThat(between(configuration, "issuer: http", "\n")).isEqualTo(issuer.substring(4));
    assertThat(list(keycloak, "ports"))
        .containsExactly(
            "127.0.0.1:" + URI.create(issuer).getPort() + ":" + LISTENING.get("keycloak"));
    assertThat(Files.readString(REALM))
        .contains("\"included.custom.audience\": \"" + between(configuration, "audiences: [", "]"));
  }

  @Test
  void prometheusAsksTheManagementPortAndReadsTheAlerts() throws IOException {
    Map<String, Object> application = yaml(Path.of("src", "main", "resources", "application.yaml"));
    Object port =
        ((Map<?, ?>) ((Map<?, ?>) application.get("management")).get("server")).get("port");
    Map<String, Object> prometheus = yaml(PROMETHEUS);
    assertThat(prometheus.toString())
        .contains("targets=[gatehouse:" + port + "]", "metrics_path=/actuator/prometheus");
    assertThat(list(services.get("prometheus"), "volumes"))
        .contains(
            "./docs/grafana/alerts.yaml:" + list(prometheus, "rule_files").getFirst() + ":ro");
  }

  @Test
  void grafanaFindsTheDashboardAtItsFolder() throws IOException {
    String folder =
        between(Files.readString(Path.of("compose", "grafana", "dashboards.yaml")), "path: ", " }");
    String dashboard = folder + "/dashboard.json";
    assertThat(list(services.get("grafana"), "volumes"))
        .contains("./docs/grafana/dashboard.json:" + dashboard + ":ro");
    Map<?, ?> environment = (Map<?, ?>) services.get("grafana").get("environment");
    assertThat((Object) environment.get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"))
        .isEqualTo(dashboard);
  }

  @Test
  void gatehouseHasTheMemoryAndTheTimeThatThePageOnDeploymentTells() throws IOException {
    assertThat(services.get("gatehouse"))
        .containsEntry("mem_limit", "512m")
        .containsEntry("stop_grace_period", "60s");
    assertThat(Files.readString(Path.of("docs", "deployment.md")))
        .contains("a stop timeout of 60 s, and a memory limit of 512 MB");
  }

  private static <T> Map<String, T> yaml(Path file) throws IOException {
    return new Yaml().load(Files.readString(file));
  }

  private static List<String> list(Map<String, ?> of, String key) {
    Object found = of.get(key);
    return found == null ? List.of() : ((List<?>) found).stream().map(String::valueOf).toList();
  }

  static String between(String text, String before, String after) {
    int start = text.indexOf(before);
    assertThat(start).as(before).isNotNegative();
    return text.substring(start + before.length(), text.indexOf(after, start + before.length()));
  }
}
