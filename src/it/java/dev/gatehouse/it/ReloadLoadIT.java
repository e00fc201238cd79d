package dev.gatehouse.it;

import static dev.gatehouse.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A hundred reloads while requests flow: none fails, and nothing is left of the old ones. */
class ReloadLoadIT {

  private static final int RELOADS = 100;
  private static final int CLIENTS = 4;
  private static final Duration SOON = Duration.ofSeconds(60);

  /** What a reload must not leave behind: one is in force, one more may be on its way out. */
  private static final List<String> OLD =
      List.of(
          "dev.gatehouse.config.Snapshot",
          "dev.gatehouse.proxy.Gateway",
          "dev.gatehouse.proxy.RouteTable",
          "dev.gatehouse.proxy.Upstream",
          "dev.gatehouse.keys.RemoteKeySet",
          "dev.gatehouse.token.RememberedTokens",
          "reactor.netty.resources.DefaultPooledConnectionProvider");

  private static final String YAML =
      """
      server: {port: 0}
      management: {server: {port: 0}}
      gatehouse:
        providers:
          steady:
            issuer: https://steady.test
            audiences: [api]
            jwks: {url: $STEADY}
          moving:
            issuer: https://moving.test
            audiences: [api]
            clockSkew: $SKEW
            jwks: {url: "$MOVING?v=$VERSION", timeout: 1s}
        policies:
          default: {providers: [steady, moving]}
        routes:
          - {id: r$VERSION, uri: $UPSTREAM, predicates: [Path=/**], filters: ["AddResponseHeader=X-Version, $VERSION"]}
        tokenCache: {size: $CACHE}
        upstream: {connections: $CONNECTIONS}
      """;

  private final TestKey steadyKey = TestKey.rsa("steady");
  private final TestKey movingKey = TestKey.rsa("moving");

  private record Counts(int threads, int files) {

    static Counts of(long pid) throws IOException {
      return new Counts(
          count(Path.of("/proc/" + pid + "/task")), count(Path.of("/proc/" + pid + "/fd")));
    }

    private static int count(Path folder) throws IOException {
      try (var all = Files.list(folder)) {
        return (int) all.count();
      }
    }
  }

  @Test
  void dropsNoRequestAndLeavesNothingBehind() throws Exception {
    try (var upstream = CountingUpstream.start();
        var steady = TestIssuer.publishing(steadyKey);
        var moving = TestIssuer.publishing(movingKey)) {
      String yaml =
          YAML.replace("$UPSTREAM", upstream.url())
              .replace("$STEADY", steady.jwksUrl())
              .replace("$MOVING", moving.jwksUrl());
      Path file = GatehouseProcess.write(version(yaml, 0));
      try (var process = GatehouseProcess.startArguments(Map.of(), "--gatehouse.config=" + file)) {
        List<String> tokens =
            List.of(
                TestToken.by(steadyKey).issuer("https://steady.test").audience("api").compact(),
                TestToken.by(movingKey).issuer("https://moving.test").audience("api").compact());
        var load = new Load(process, tokens);
        eventually(SOON, () -> assertThat(load.passed()).isGreaterThan(100));
        Counts before = Counts.of(process.pid());
        for (int i = 1; i <= RELOADS; i++) {
          reload(process, file, yaml, i);
        }
        int whileReloading = load.passed();
        eventually(SOON, () -> assertThat(load.passed()).isGreaterThan(whileReloading + 100));
        load.end();

        assertThat(load.failed()).isEmpty();
        assertThat(steady.fetches()).as("fetches for the provider that never changed").isEqualTo(1);
        assertThat(moving.fetches()).isLessThanOrEqualTo(RELOADS / 4 + 1);
        assertLeftBehind(process.pid(), before);
      }
    }
  }

  /** Good and bad by turns; a good one now and then moves keys, memory and connections too. */
  private static void reload(GatehouseProcess process, Path file, String yaml, int i)
      throws IOException {
    int printed = process.printed().length();
    String next = version(yaml, i);
    boolean good = i % 2 == 0;
    replace(file, good ? next : next.replace("policies:", "polices:"));
    String told = good ? "is in force" : "is refused";
    eventually(
        SOON, () -> assertThat(process.printed().substring(printed)).as("%s", i).contains(told));
  }

  private static String version(String yaml, int i) {
    return yaml.replace("$VERSION", String.valueOf(i / 4))
        .replace("$SKEW", i % 8 < 4 ? "30s" : "60s")
        .replace("$CACHE", i % 20 < 10 ? "1MB" : "2MB")
        .replace("$CONNECTIONS", i % 12 < 6 ? "100" : "200")
        .concat("# " + i + "\n");
  }

  private static void replace(Path file, String yaml) throws IOException {
    Path next = Files.writeString(file.resolveSibling("next"), yaml);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void assertLeftBehind(long pid, Counts before) {
    eventually(
        SOON,
        () -> {
          Map<String, Integer> live = histogram(pid);
          for (String type : OLD) {
            assertThat(live.getOrDefault(type, 0)).as(type).isLessThanOrEqualTo(3);
          }
          Counts after = counts(pid);
          assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 10);
          assertThat(after.files()).as("open files").isLessThanOrEqualTo(before.files() + 10);
        });
  }

  private static Counts counts(long pid) {
    try {
      return Counts.of(pid);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** How many objects of each class a full collection leaves. */
  private static Map<String, Integer> histogram(long pid) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var builder = new ProcessBuilder(jcmd, String.valueOf(pid), "GC.class_histogram");
    Map<String, Integer> live = new HashMap<>();
    try {
      Process tool = builder.redirectErrorStream(true).start();
      try (var lines =
          new BufferedReader(
              new InputStreamReader(tool.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] cells = line.strip().split("\\s+", 5);
          if (cells.length >= 4 && cells[0].endsWith(":")) {
            live.put(cells[3], Integer.parseInt(cells[1]));
          }
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(live).isNotEmpty();
    return live;
  }

  /** Clients that send one good request after the other until they are told to end. */
  private static final class Load {

    private final GatehouseProcess process;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger passed = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
    private final List<Future<?>> clients = new ArrayList<>();

    Load(GatehouseProcess process, List<String> tokens) {
      this.process = process;
      var threads = Executors.newVirtualThreadPerTaskExecutor();
      for (int i = 0; i < CLIENTS; i++) {
        String token = tokens.get(i % tokens.size());
        clients.add(threads.submit(() -> run(token)));
      }
      threads.shutdown();
    }

    private void run(String token) {
      Request request = Request.get("/load").keepAlive().bearer(token);
      while (!ended.get()) {
        try (var wire = Wire.to(process.port())) {
          for (int i = 0; i < 50 && !ended.get(); i++) {
            Response response = wire.write(request.bytes()).read("GET");
            if (response.status() == 200) {
              passed.incrementAndGet();
            } else {
              failed.add(response.toString());
            }
          }
        } catch (RuntimeException e) {
          failed.add(e.toString());
        }
      }
    }

    int passed() {
      return passed.get();
    }

    List<String> failed() {
      return failed.stream().limit(5).toList();
    }

    void end() throws Exception {
      ended.set(true);
      for (Future<?> client : clients) {
        client.get();
      }
    }
  }
}
