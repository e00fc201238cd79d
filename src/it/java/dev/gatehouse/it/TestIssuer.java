package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer with a key set and a discovery document, either of which can fail or hang. */
final class TestIssuer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile String jwks;
  private volatile int status = 200;
  private volatile boolean hanging;

  private TestIssuer(HttpServer server, String jwks) {
    this.server = server;
    this.jwks = jwks;
  }

  static TestIssuer publishing(TestKey... keys) {
    try {
      var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
      var issuer = new TestIssuer(HttpServer.create(address, 0), TestKey.jwks(keys));
      issuer.server.setExecutor(issuer.threads);
      issuer.server.createContext("/", issuer::answer);
      issuer.server.start();
      return issuer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The issuer's name, where its discovery document is found too. */
  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  String jwksUrl() {
    return issuer() + "/jwks";
  }

  /** How often the key set was fetched. */
  int fetches() {
    return fetches.get();
  }

  /** How many requests of any kind have arrived. */
  int requests() {
    return requests.get();
  }

  TestIssuer publish(TestKey... keys) {
    jwks = TestKey.jwks(keys);
    return this;
  }

  TestIssuer failing(int withStatus) {
    status = withStatus;
    return this;
  }

  TestIssuer hanging() {
    hanging = true;
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      if (hanging) {
        closing.await();
      }
      String path = exchange.getRequestURI().getPath();
      String body =
          switch (path) {
            case "/jwks" -> {
              fetches.incrementAndGet();
              yield jwks;
            }
            case "/.well-known/openid-configuration" ->
                "{\"issuer\":\"" + issuer() + "\",\"jwks_uri\":\"" + jwksUrl() + "\"}";
            default -> "";
          };
      byte[] octets = body.getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(
          body.isEmpty() ? 404 : status, octets.length == 0 ? -1 : octets.length);
      exchange.getResponseBody().write(octets);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }
}
