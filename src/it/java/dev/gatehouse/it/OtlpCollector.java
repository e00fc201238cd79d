package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A collector that takes spans by OTLP over HTTP, or lets whoever sends them hang. */
final class OtlpCollector implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<SeenSpan> spans = new CopyOnWriteArrayList<>();
  private final List<String> exports = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile boolean hanging;

  private OtlpCollector(HttpServer server) {
    this.server = server;
  }

  static OtlpCollector start() {
    try {
      var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
      var collector = new OtlpCollector(HttpServer.create(address, 0));
      collector.server.setExecutor(collector.threads);
      collector.server.createContext("/v1/traces", collector::take);
      collector.server.start();
      return collector;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OtlpCollector hanging() {
    hanging = true;
    return this;
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  /** How often somebody wanted to send spans. */
  int requests() {
    return requests.get();
  }

  /** All spans that have arrived. */
  List<SeenSpan> spans() {
    return List.copyOf(spans);
  }

  /** All that has arrived, a character an octet. */
  String octets() {
    return String.join("", exports);
  }

  /** Waits for the only span of which this is true. */
  SeenSpan awaits(String what, Predicate<SeenSpan> wanted) {
    Eventually.eventually(
        PATIENCE,
        () -> assertThat(spans.stream().filter(wanted)).as(what + " in " + spans).hasSize(1));
    return spans.stream().filter(wanted).findFirst().orElseThrow();
  }

  private void take(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      if (hanging) {
        closing.await();
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      exports.add(new String(body, ISO_8859_1));
      for (ProtobufMessage resource : ProtobufMessage.parse(ByteBuffer.wrap(body)).messages(1)) {
        for (ProtobufMessage scope : resource.messages(2)) {
          scope.messages(2).stream().map(SeenSpan::of).forEach(spans::add);
        }
      }
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
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
