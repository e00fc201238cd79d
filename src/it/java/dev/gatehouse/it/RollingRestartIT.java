package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Two instances behind HAProxy, which asks their readiness, are restarted one after the other with
 * another configuration, as a rollout does it: no request notices.
 */
@Isolated("HAProxy takes an instance out that is slow to say that it is ready")
class RollingRestartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final TestKey KEY = TestKey.rsa("main");

  private static final String YAML =
      """
      server: {port: $PORT}
      management: {server: {port: $MANAGEMENT}}
      gatehouse:
        drainDelay: 3s
        providers:
          main: {issuer: main, jwks: {inline: '$JWKS'}}
        policies:
          default: {providers: [main]}
        routes:
          - {id: all, uri: $UPSTREAM, predicates: [Path=/**], filters: ["AddRequestHeader=X-Instance, $NAME"]}
      """;

  @TempDir private Path folder;

  /** An instance's ports, which outlive it. */
  private record Place(int port, int managementPort) {

    static Place free() {
      return new Place(FreePort.next(), FreePort.next());
    }

    GatehouseProcess start(String name, CountingUpstream upstream) {
      String yaml =
          YAML.replace("$PORT", "" + port)
              .replace("$MANAGEMENT", "" + managementPort)
              .replace("$JWKS", TestKey.jwks(KEY))
              .replace("$UPSTREAM", upstream.url())
              .replace("$NAME", name);
      return GatehouseProcess.startArguments(
          Map.of(), "--gatehouse.config=" + GatehouseProcess.write(yaml));
    }
  }

  @Test
  void noRequestFailsWhileBothInstancesAreReplaced() throws IOException {
    Path haproxy = Recipe.HAPROXY.programOrSkip();
    Place one = Place.free();
    Place two = Place.free();
    try (var upstream = CountingUpstream.start();
        var oldOne = one.start("one-old", upstream);
        var oldTwo = two.start("two-old", upstream);
        var balancer = balancer(haproxy, one, two);
        var load = load(balancer)) {
      load.awaits(200);
      assertThat(instances(upstream)).contains("one-old", "two-old");

      assertThat(oldOne.stop().status()).isIn(0, 143);
      try (var _ = one.start("one-new", upstream)) {
        awaitServing(upstream, "one-new");
        assertThat(oldTwo.stop().status()).isIn(0, 143);
        try (var _ = two.start("two-new", upstream)) {
          awaitServing(upstream, "two-new");
          load.end();
        }
      }

      assertThat(load.refused()).as("answers other than 200").isEmpty();
      assertThat(load.answered()).as("requests").isGreaterThan(500);
    }
  }

  private static void awaitServing(CountingUpstream upstream, String name) {
    Eventually.eventually(PATIENCE, () -> assertThat(instances(upstream)).contains(name));
  }

  private static List<String> instances(CountingUpstream upstream) {
    return upstream.seen().stream()
        .flatMap(seen -> seen.headers("X-Instance").stream())
        .distinct()
        .toList();
  }

  private static Load load(Balancer balancer) {
    String token = TestToken.by(KEY).issuer("main").compact();
    return Load.of(balancer.port, 8, () -> Request.get("/x").bearer(token));
  }

  /** HAProxy, running. */
  private record Balancer(Process process, int port) implements AutoCloseable {

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private Balancer balancer(Path haproxy, Place one, Place two) throws IOException {
    int port = FreePort.next();
    String configuration =
        Files.readString(Path.of("src", "it", "resources", "balancer.cfg"))
            .replace(":8000", ":" + port)
            .replace(":8080 port 8081", ":" + one.port() + " port " + one.managementPort())
            .replace(":9080 port 9081", ":" + two.port() + " port " + two.managementPort());
    Path file = Files.writeString(folder.resolve("balancer.cfg"), configuration);
    Process process =
        new ProcessBuilder(haproxy.toString(), "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("balancer.txt").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Eventually.eventually(
        PATIENCE,
        () ->
            assertThat(Wire.exchange(port, Request.get("/")).status())
                .as("without a token")
                .isEqualTo(401));
    return new Balancer(process, port);
  }
}
