package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.gatehouse.config.UpstreamLimits;
import dev.gatehouse.errors.Fault;
import dev.gatehouse.upstream.UpstreamRequest;
import dev.gatehouse.upstream.UpstreamResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/** What a gRPC upstream gets. */
class UpstreamOverHttp2Test {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Upstream upstream =
      new Upstream(new UpstreamLimits(LONG, LONG, 5, 5, LONG), null, Schedulers.parallel());

  @AfterEach
  void close() {
    upstream.close();
  }

  private UpstreamResponse send(String origin, String target) {
    return upstream.exchange(request(origin, target)).block(LONG);
  }

  private static UpstreamRequest request(String origin, String target) {
    var headers = new DefaultHttpHeaders().set("Host", "a");
    return new UpstreamRequest(
        HttpMethod.POST, URI.create(origin), target, headers, null, LONG, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a?q=a|b%zz", "/a?\u00c3\u00bc", "/a?\u00fc", "/a?\u00ff\u00e2\u0082"})
  void theTargetArrivesOctetForOctet(String target) throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    var server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .protocol(HttpProtocol.H2C)
            .handle(
                (request, response) -> {
                  seen.add(request.uri());
                  return response.send();
                })
            .bindNow();
    try {
      UpstreamResponse response = send("http://127.0.0.1:" + server.port(), target);
      assertThat(response.status()).isEqualTo(200);
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(target);
      response.abandon();
    } finally {
      server.disposeNow();
    }
  }

  @Test
  void callsThatWaitForAStreamAreBounded() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    DisposableServer server = withOneStream(seen);
    var limits = new UpstreamLimits(LONG, LONG, 1, 1, LONG);
    var small = new Upstream(limits, null, Schedulers.parallel());
    List<Throwable> failed = new CopyOnWriteArrayList<>();
    Supplier<Disposable> call =
        () ->
            small
                .exchange(request("http://127.0.0.1:" + server.port(), "/a"))
                .subscribe(_ -> {}, failed::add);
    Disposable.Composite calls = Disposables.composite();
    try {
      calls.add(call.get());
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("/a");
      Disposable waiting = call.get();
      calls.add(call.get());
      assertThat(failed).isEmpty();
      calls.add(call.get());
      assertThat(failed)
          .singleElement()
          .asInstanceOf(type(UpstreamFailure.class))
          .returns(Fault.OVERLOADED, UpstreamFailure::fault);
      waiting.dispose();
      calls.add(call.get());
      assertThat(failed).hasSize(1);
    } finally {
      calls.dispose();
      small.close();
      server.disposeNow();
    }
  }

  private static DisposableServer withOneStream(BlockingQueue<String> seen) {
    return HttpServer.create()
        .host("127.0.0.1")
        .port(0)
        .protocol(HttpProtocol.H2C)
        .http2Settings(settings -> settings.maxConcurrentStreams(1))
        .handle(
            (request, _) -> {
              seen.add(request.uri());
              return Mono.never();
            })
        .bindNow();
  }

  @Test
  void theHandshakeOffersNothingElse() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> hello =
          CompletableFuture.supplyAsync(() -> hello(server), Thread::startVirtualThread);
      String origin = "https://localhost:" + server.getLocalPort();
      assertThatThrownBy(() -> send(origin, "/a")).hasCauseInstanceOf(UpstreamFailure.class);
      assertThat(hello.get(20, TimeUnit.SECONDS))
          .contains("\u0000\u0003\u0002h2")
          .doesNotContain("http/1.1");
    }
  }

  /** The first record that a client sends, which is its hello; it need not come again. */
  private static String hello(ServerSocket server) {
    try (server;
        var socket = server.accept()) {
      var in = new DataInputStream(socket.getInputStream());
      var _ = in.readNBytes(3);
      return new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
