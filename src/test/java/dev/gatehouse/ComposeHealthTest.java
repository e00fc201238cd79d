package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Compose starts Gatehouse when Keycloak can be asked, and has nothing against the file. */
class ComposeHealthTest {

  private static final String FILE = "docker-compose.yml";

  /** As a program of its own, and as a plugin of Docker's. */
  private static final List<List<String>> COMPOSE =
      List.of(List.of("docker-compose"), List.of("docker", "compose"));

  @Test
  void gatehouseWaitsForKeycloak() throws IOException {
    Object waits = Chart.at(services(), "gatehouse", "depends_on", "keycloak", "condition");
    assertThat(waits).isEqualTo("service_healthy");
  }

  @ParameterizedTest
  @CsvSource({"200, true", "404, false", "503, false"})
  void keycloakIsHealthyWhenTheRealmIsThere(int status, boolean healthy) throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> asked = new CopyOnWriteArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      assertThat(run(probe(server.getAddress().getPort())).status() == 0).isEqualTo(healthy);
    } finally {
      server.stop(0);
    }
    String realm = Files.readString(Path.of("compose", "keycloak", "main-realm.json"));
    assertThat(asked)
        .containsExactly("/realms/" + ComposeTest.between(realm, "\"realm\": \"", "\""));
  }

  @Test
  void composeAcceptsTheFile() throws Exception {
    for (List<String> compose : COMPOSE) {
      if (has(compose)) {
        Ended ended = run(words(compose, "-f", FILE, "config", "-q"));
        assertThat(ended.status()).as(ended.printed()).isZero();
        return;
      }
    }
    Assumptions.abort("docker-compose is not on the PATH");
  }

  /** Keycloak's health check, as Compose would run it, of a server on another port. */
  private static List<String> probe(int port) throws IOException {
    var words = new ArrayList<String>();
    for (Object word : Chart.list(Chart.at(services(), "keycloak", "healthcheck", "test"))) {
      words.add(word.toString().replace("$$", "$").replace("/8080", "/" + port));
    }
    assertThat(words).startsWith("CMD", "bash");
    return words.subList(1, words.size());
  }

  private static Map<?, ?> services() throws IOException {
    Map<?, ?> compose = new Yaml().load(Files.readString(Path.of(FILE)));
    return (Map<?, ?>) compose.get("services");
  }

  private static boolean has(List<String> compose) throws InterruptedException {
    try {
      return run(words(compose, "version")).status() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> words(List<String> first, String... more) {
    List<String> words = new ArrayList<>(first);
    words.addAll(List.of(more));
    return words;
  }

  private static Ended run(List<String> words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), UTF_8);
      return new Ended(process.waitFor(), printed);
    }
  }

  private record Ended(int status, String printed) {}
}
