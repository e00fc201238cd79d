package dev.gatehouse.it;

import static dev.gatehouse.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The configuration changes under a running gateway. */
class ReloadIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String YAML =
      """
      server: {port: 0}
      management: {server: {port: 0}}
      gatehouse:
        routes:
          - {id: first, uri: $UPSTREAM, predicates: [Path=/first], policy: none}
      """;

  private static GatehouseProcess serve(Path file) {
    return GatehouseProcess.startArguments(Map.of(), "--gatehouse.config=" + file);
  }

  private static int status(GatehouseProcess process, String path) {
    return process.send(Request.get(path)).status();
  }

  private static void awaitRoute(GatehouseProcess process, String path) {
    eventually(SOON, () -> assertThat(status(process, path)).as(path).isEqualTo(200));
  }

  private static void awaitPrinted(GatehouseProcess process, String text) {
    eventually(SOON, () -> assertThat(process.printed()).contains(text));
  }

  /** What health tells of a refused configuration; empty where none is. */
  private static String refusal(GatehouseProcess process) {
    var health = process.manage("/actuator/health").json();
    var configuration = health.path("components").path("configuration");
    return configuration.path("details").path("refused").asString("");
  }

  @Test
  void aChangedFileTakesEffectAndABadOneDoesNot() throws IOException {
    try (var upstream = CountingUpstream.start()) {
      String yaml = YAML.replace("$UPSTREAM", upstream.url());
      Path file = GatehouseProcess.write(yaml);
      try (var process = serve(file)) {
        assertThat(status(process, "/first")).isEqualTo(200);
        assertThat(status(process, "/second")).isEqualTo(404);

        Files.writeString(file, yaml.replace("first", "second"));
        awaitRoute(process, "/second");
        assertThat(status(process, "/first")).isEqualTo(404);

        Files.writeString(file, yaml.replace("first", "third").replace("policy: none", "polcy: x"));
        awaitPrinted(process, "gatehouse.yaml:5:");
        assertThat(process.printed()).contains("unknown key 'polcy'").contains("is refused");
        assertThat(status(process, "/second")).isEqualTo(200);
        assertThat(process.manage("/readyz").status()).isEqualTo(200);
        assertThat(refusal(process)).contains("gatehouse.yaml:5:").contains("polcy");
        assertThat(process.manage("/actuator/prometheus").text())
            .contains("gatehouse_config_reload_total{outcome=\"failure\"} 1.0")
            .contains("gatehouse_config_reload_total{outcome=\"success\"} 1.0");

        Files.writeString(file, yaml.replace("first", "fourth"));
        awaitRoute(process, "/fourth");
        eventually(SOON, () -> assertThat(refusal(process)).isEmpty());
      }
    }
  }

  @Test
  void namesWhatIsReadAtStartAlone() throws IOException {
    try (var upstream = CountingUpstream.start()) {
      String yaml = YAML.replace("$UPSTREAM", upstream.url());
      Path file = GatehouseProcess.write(yaml);
      try (var process = serve(file)) {
        Files.writeString(
            file,
            yaml.replace("first", "second").replace("server: {port: 0}", "server: {port: 1}")
                + "  limits: {connections: 7, requestLine: 300B}\n");
        awaitRoute(process, "/second");
        awaitPrinted(process, "'server.port' is read at start alone");
        assertThat(process.printed())
            .contains("'gatehouse.limits.connections' is read at start alone")
            .contains("'gatehouse.limits.requestLine' is read at start alone");
        assertThat(status(process, "/second?" + "q".repeat(400))).isEqualTo(200);
      }
    }
  }

  @Test
  void followsAMountThatKubernetesSwaps() throws IOException {
    try (var upstream = CountingUpstream.start()) {
      String yaml = YAML.replace("$UPSTREAM", upstream.url());
      Path mount = Files.createTempDirectory("gatehouse-mount");
      version(mount, "..1", yaml);
      Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
      Path file = mount.resolve("gatehouse.yaml");
      Files.createSymbolicLink(file, Path.of("..data", "gatehouse.yaml"));
      try (var process = serve(file)) {
        for (int version = 2; version < 5; version++) {
          version(mount, ".." + version, yaml.replace("first", "route" + version));
          Path next = Files.createSymbolicLink(mount.resolve("..tmp"), Path.of(".." + version));
          Files.move(next, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
          awaitRoute(process, "/route" + version);
        }
      }
    }
  }

  private static void version(Path mount, String name, String yaml) throws IOException {
    Files.writeString(Files.createDirectory(mount.resolve(name)).resolve("gatehouse.yaml"), yaml);
  }

  @Test
  void aRequestInFlightEndsAsItBeganThoughItsConnectionsAreReplaced() throws IOException {
    try (var upstream = CountingUpstream.start()) {
      String yaml = YAML.replace("$UPSTREAM", upstream.url()).replace("/first", "/**");
      Path file = GatehouseProcess.write(yaml);
      try (var process = serve(file);
          var wire = Wire.to(process.port())) {
        wire.write(Request.get("/hang").bytes());
        eventually(SOON, () -> assertThat(upstream.count()).isEqualTo(1));
        String other = yaml.replace("/**", "/other") + "  upstream: {connections: 9}\n";
        Files.writeString(file, other);
        eventually(SOON, () -> assertThat(status(process, "/x")).isEqualTo(404));
        upstream.release();
        assertThat(wire.read("GET").status()).isEqualTo(200);
        assertThat(status(process, "/other")).isEqualTo(200);
      }
    }
  }
}
