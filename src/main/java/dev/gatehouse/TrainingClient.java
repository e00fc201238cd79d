package dev.gatehouse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Sends a gateway in training what it is to know. */
final class TrainingClient {

  /** So many that what serves them is compiled, and its profiles are kept. */
  private static final int ROUNDS = 40;

  private static final int PATIENCE_MILLIS = 30_000;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final int port;
  private final int managementPort;

  TrainingClient(int port, int managementPort) {
    this.port = port;
    this.managementPort = managementPort;
  }

  /** Waits until the gateway has its keys. */
  void awaitReadiness() throws IOException {
    long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
    while (!exchange(managementPort, "GET", "/readyz", "").startsWith("HTTP/1.1 200")) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the gateway did not become ready");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /**
   * Sends requests of every kind, over and over.
   *
   * @param good a token that every policy admits
   * @param narrow one without the scope that some policy needs
   * @throws IllegalStateException if an answer is not the expected one
   */
  void sendAll(String good, String narrow) throws IOException {
    String admitted = "Authorization: Bearer " + good + "\r\n";
    String forged = "Authorization: Bearer " + forged(good) + "\r\n";
    String other = "Authorization: Bearer " + narrow + "\r\n";
    String inquiry = "X-Forwarded-Proto: https\r\nX-Forwarded-Host: orders.test\r\n";
    String read = inquiry + "X-Forwarded-Method: GET\r\nX-Forwarded-Uri: /ruled/1\r\n" + admitted;
    String written = inquiry + "X-Forwarded-Method: PUT\r\nX-Forwarded-Uri: /plain\r\n" + other;
    for (int i = 0; i < ROUNDS; i++) {
      expect(200, "GET", "/plain/1?a=b", admitted);
      expect(200, "POST", "/plain/1", admitted);
      expect(401, "GET", "/plain/1", "");
      expect(401, "GET", "/plain/1", forged);
      expect(200, "GET", "/ruled/1", admitted);
      expect(403, "PUT", "/ruled/1", other);
      expect(200, "GET", "/lax/1", forged);
      expect(200, "GET", "/public/1", "");
      expect(200, "GET", "/chained/1", admitted + "X-Chain: yes\r\n");
      expect(404, "GET", "/nowhere", "");
      expect(400, "GET", "/plain/%2e%2e/1", admitted);
      expect(200, "GET", "/verify/ruled", read);
      expect(403, "GET", "/verify/ruled", written);
    }
    for (String path :
        new String[] {
          "/livez", "/actuator/health", "/actuator/prometheus", "/actuator/gatehouse"
        }) {
      expect(200, exchange(managementPort, "GET", path, ""), path);
    }
  }

  /** The same claims under a signature that does not fit them. */
  private static String forged(String token) {
    int signature = token.lastIndexOf('.') + 1;
    char other = token.charAt(signature) == 'A' ? 'B' : 'A';
    return token.substring(0, signature) + other + token.substring(signature + 1);
  }

  private void expect(int status, String method, String path, String lines) throws IOException {
    expect(status, exchange(port, method, path, lines), method + " " + path);
  }

  private static void expect(int status, String answer, String request) {
    if (!answer.startsWith("HTTP/1.1 " + status + " ")) {
      String head = answer.substring(0, Math.min(answer.length(), "HTTP/1.1 200".length()));
      throw new IllegalStateException(request + " was answered '" + head + "', not " + status);
    }
  }

  /** The answer, from a connection of its own. */
  private static String exchange(int port, String method, String path, String lines)
      throws IOException {
    String body = method.equals("GET") ? "" : "Content-Length: 2\r\n";
    String request =
        method + " " + path + " HTTP/1.1\r\nHost: training.test\r\nConnection: close\r\n";
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String sent = request + lines + body + "\r\n" + (body.isEmpty() ? "" : "{}");
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
