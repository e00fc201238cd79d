package dev.gatehouse.it;

import static dev.gatehouse.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/**
 * Clients that open one connection of TLS after another and send a request over each, half of them
 * by HTTP/2.
 */
final class HandshakeLoad implements AutoCloseable {

  private static final int CLIENTS = 8;

  private final TlsClient client;
  private final int port;
  private final List<CompletableFuture<Void>> running = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<Integer, String> shown = new ConcurrentHashMap<>();
  private volatile boolean ended;

  private HandshakeLoad(TlsClient client, int port) {
    this.client = client;
    this.port = port;
  }

  /** Starts it; it goes on until it is closed. */
  static HandshakeLoad start(TlsClient client, int port) {
    var load = new HandshakeLoad(client, port);
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      load.running.add(
          CompletableFuture.runAsync(() -> load.run(number), Thread::startVirtualThread));
    }
    return load;
  }

  private void run(int number) {
    String protocol = number % 2 == 0 ? "http/1.1" : "h2";
    while (!ended) {
      try (SSLSocket socket = client.connect(port, "localhost", protocol)) {
        assertThat(socket.getApplicationProtocol()).isEqualTo(protocol);
        assertThat(status(socket, protocol)).isEqualTo(200);
        var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        shown.put(number, certificate.getSubjectX500Principal().getName());
      } catch (IOException | RuntimeException | AssertionError e) {
        failures.add(protocol + ": " + e);
      }
    }
  }

  private static int status(SSLSocket socket, String protocol) throws IOException {
    if (protocol.equals("h2")) {
      return Http2Wire.secured(socket).get(1, "/x").answer(1).status();
    }
    return Wire.over(socket).write(Request.get("/x").bytes()).read("GET").status();
  }

  /** Waits until every client has opened another connection and was shown this certificate. */
  void awaitEveryClientShown(String subject) {
    shown.clear();
    eventually(
        Duration.ofSeconds(30),
        () -> {
          assertThat(failures).isEmpty();
          assertThat(shown).hasSize(CLIENTS);
          assertThat(shown.values()).containsOnly(subject);
        });
  }

  /** What went wrong so far. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    ended = true;
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }
}
