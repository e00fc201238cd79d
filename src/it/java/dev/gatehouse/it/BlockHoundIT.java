package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.blockhound.BlockHound;

/**
 * The running application with BlockHound in it. Its agent must see Reactor, so it watches the jar
 * unpacked, as an image would have it; a blocked event loop is an error in the output, which fails
 * the close.
 */
class BlockHoundIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final TestKey STRANGER = TestKey.rsa("main");

  private static final String YAML =
      """
      gatehouse:
        providers:
          inline: {issuer: 'https://inline.test', jwks: {inline: '$JWKS'}}
          remote: {issuer: 'https://remote.test', jwks: {url: '$REMOTE'}}
          filed: {issuer: 'https://filed.test', jwks: {file: '$FILE'}}
          down: {issuer: 'https://down.test', jwks: {url: 'http://localhost:9/', timeout: 1s}}
          found: {issuer: '$FOUND'}
        policies:
          default: {providers: [inline, remote, filed, down, found]}
          lax: {mode: Permissive, providers: [inline, remote]}
        routes:
          - {id: api, uri: $UPSTREAM, predicates: [Path=/api/**]}
          - {id: lax, uri: $UPSTREAM, predicates: [Path=/lax/**], policy: lax, filters: [StripPrefix=1]}
          - {id: dead, uri: 'http://localhost:9', predicates: [Path=/dead], policy: none}
          - {id: slow, uri: $UPSTREAM, predicates: [Path=/hang], policy: none, timeout: 500ms}
      """;

  @TempDir private Path folder;

  @Test
  void nothingBlocksTheEventLoop() throws Exception {
    Path key = Files.writeString(folder.resolve("key.pem"), KEY.pem(), UTF_8);
    try (var upstream = CountingUpstream.start();
        var issuer = TestIssuer.publishing(KEY);
        var process =
            GatehouseProcess.startJava(
                watched(),
                Map.of(),
                "--gatehouse.config="
                    + GatehouseProcess.configuration(
                        YAML.replace("$JWKS", TestKey.jwks(KEY))
                            .replace("$REMOTE", issuer.jwksUrl())
                            .replace("$FOUND", issuer.issuer())
                            .replace("$FILE", key.toString())
                            .replace("$UPSTREAM", upstream.url())))) {
      for (int i = 0; i < 20; i++) {
        for (String name : List.of("inline", "remote", "filed", "down", "stranger")) {
          String of = "https://" + name + ".test";
          int expected = name.equals("down") ? 503 : name.equals("stranger") ? 401 : 200;
          assertThat(status(process, "/api/x", TestToken.by(KEY).issuer(of))).isEqualTo(expected);
          status(process, "/lax/x", TestToken.by(STRANGER).issuer(of).header("kid", "\"new\""));
        }
        assertThat(status(process, "/api/x", TestToken.by(KEY).issuer(issuer.issuer())))
            .isEqualTo(200);
        process.send(Request.of("POST", "/lax/x").body("x".repeat(100_000)));
        process.send(Request.get("/lax/../x"));
        process.send(Request.get("/nowhere"));
        process.send(Request.get("/dead"));
      }
      process.send(Request.get("/hang"));
      process.send(Request.get("/api/x").header("X-Big", "x".repeat(40_000)));
      process.manage("/actuator/health");
      assertThat(process.printed()).doesNotContain("BlockingOperationError");
    }
  }

  private static int status(GatehouseProcess process, String path, TestToken token) {
    return process.send(Request.get(path).bearer(token.compact())).status();
  }

  @Test
  void whoBlocksIsNoticed() throws Exception {
    List<String> command = new ArrayList<>(List.of(java()));
    List<String> watched = watched();
    Path jar = Path.of(watched.getLast());
    command.addAll(watched.subList(0, watched.size() - 2));
    command.add("-cp");
    command.add(jar.resolveSibling("lib") + "/*:" + location(BlockHoundProbe.class));
    command.add(BlockHoundProbe.class.getName());
    Process probe = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new Output(probe);
    assertThat(probe.waitFor(Duration.ofMinutes(1))).isTrue();
    assertThat(output.whole())
        .contains("parallel: BlockingOperationError")
        .contains("loop: BlockingOperationError");
  }

  private static List<String> watched() {
    return List.of(
        "-XX:+AllowRedefinitionToAddDeleteMethods",
        "-javaagent:" + location(BlockHound.class),
        "-jar",
        Product.home().resolve("gatehouse.jar").toString());
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }
}
