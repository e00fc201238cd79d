package dev.gatehouse.it;

import static dev.gatehouse.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Connections that wait for their next request, as many as a test can afford: {@code bench/compare
 * --works idle} holds ten thousand of each kind and tells the memory that they take.
 */
class IdleConnectionsIT {

  private static final int OF_EACH_KIND = 60;

  /** Files that a running gateway may open besides: a jar of which it needs another class. */
  private static final int OTHER_FILES = 50;

  private static final String YAML =
      """
      server:
        http2: {enabled: true}
        ssl: {bundle: edge}
      management: {server: {ssl: {enabled: false}}}
      spring:
        ssl:
          bundle:
            pem:
              edge: {keystore: {certificate: "file:$TLS/tls.crt", private-key: "file:$TLS/tls.key"}}
      gatehouse:
        routes:
          - {id: all, uri: "$UPSTREAM", predicates: [Path=/**], policy: none}
        limits: {idleTimeout: 3s}
        upstream: {idleTimeout: 1s}
      """;

  /** Connections that had one request answered. */
  private record Held(List<Wire> http1, List<Http2Wire> http2) {}

  @Test
  void othersAreServedBesideIdleConnectionsWhoseFilesComeBack() throws Exception {
    TestAuthority authority = TestAuthority.create();
    var client = TlsClient.trusting(authority, null);
    try (CountingUpstream upstream = CountingUpstream.start();
        GatehouseProcess gatehouse = start(upstream, TlsFolder.of(authority, "server"))) {
      hold(client, gatehouse.port(), 1);
      int before = files(gatehouse);
      Held held = hold(client, gatehouse.port(), OF_EACH_KIND);
      assertThat(client.exchange(gatehouse.port(), Request.get("/new")).status()).isEqualTo(200);
      assertThat(held.http1()).allMatch(wire -> wire.closedWithin(Duration.ofSeconds(20)));
      assertThat(held.http2()).allMatch(Http2Wire::closes);
      eventually(
          Duration.ofSeconds(30),
          () -> assertThat(files(gatehouse)).isLessThan(before + OTHER_FILES));
      assertThat(client.exchange(gatehouse.port(), Request.get("/later")).status()).isEqualTo(200);
    }
  }

  private static GatehouseProcess start(CountingUpstream upstream, TlsFolder tls) {
    String yaml = YAML.replace("$TLS", tls.toString()).replace("$UPSTREAM", upstream.url());
    return GatehouseProcess.startArguments(
        Map.of(),
        "--gatehouse.config=" + GatehouseProcess.write(yaml),
        "--server.port=0",
        "--management.server.port=0");
  }

  /** Opens so many of HTTP/1.1 and of HTTP/2, and has a request answered on each of them. */
  private static Held hold(TlsClient client, int port, int ofEachKind) throws IOException {
    var held = new Held(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < ofEachKind; i++) {
      Wire http1 = Wire.over(client.connect(port, "localhost", "http/1.1"));
      assertThat(http1.write(Request.get("/held").keepAlive().bytes()).read("GET").status())
          .isEqualTo(200);
      held.http1().add(http1);
      Http2Wire http2 = Http2Wire.secured(client.connect(port, "localhost", "h2"));
      assertThat(http2.get(1, "/held").answer(1).status()).isEqualTo(200);
      held.http2().add(http2);
    }
    return held;
  }

  private static int files(GatehouseProcess gatehouse) {
    try (var all = Files.list(Path.of("/proc/" + gatehouse.pid() + "/fd"))) {
      return (int) all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
