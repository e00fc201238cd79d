package dev.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Issuers on real sockets, and what they were asked. */
final class TestIssuers implements AutoCloseable {

  static final Duration BOUND = Duration.ofSeconds(10);

  private final List<DisposableServer> servers = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  TestIssuers() {
    // making keys reads randomness from a device, which no event loop may wait for
    TestKeySets.jwks("a", "b", "evil");
  }

  @Override
  public void close() {
    servers.forEach(DisposableServer::disposeNow);
  }

  /** Method, target, key and condition of each request that came. */
  List<String> requests() {
    return requests;
  }

  URI serve(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
    DisposableServer server =
        HttpServer.create()
            .host("localhost")
            .port(0)
            // Netty's adaptive allocator parks a thread that meets another one in it
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .doOnConnection(
                connection -> {
                  opened.incrementAndGet();
                  connection.onDispose(closed::incrementAndGet);
                })
            .handle(
                (request, response) -> {
                  requests.add(
                      request.method()
                          + " "
                          + request.uri()
                          + " "
                          + request.requestHeaders().get("X-Api-Key", "-")
                          + " "
                          + request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH, "-"));
                  return handler.apply(request, response);
                })
            .bindNow();
    servers.add(server);
    return URI.create("http://localhost:" + server.port());
  }

  static RemoteKeySettings settings(KeySource source, Duration timeout) {
    return new RemoteKeySettings(
        source,
        Duration.ofMinutes(5),
        Duration.ofSeconds(10),
        Duration.ofHours(1),
        timeout,
        Map.of("X-Api-Key", "of the issuer alone"),
        null,
        null);
  }

  static RemoteFetch.Landing land(KeySource source, Duration timeout) {
    return land(settings(source, timeout), null);
  }

  static RemoteFetch.Landing land(
      RemoteKeySettings settings, KeySetFetcher.@Nullable Validator held) {
    var background =
        new Background(
            InstantSource.system(),
            Schedulers.parallel(),
            Schedulers.boundedElastic(),
            RandomGenerator.getDefault());
    return new RemoteFetch(
            HttpKeySetFetcher.of(settings), new KeySetParser(), settings.timeout(), background)
        .land(held)
        .block(BOUND);
  }

  static RemoteFetch.Landing land(URI uri) {
    return land(new KeySource.Url(uri), BOUND);
  }

  static String reason(RemoteFetch.Landing landing) {
    assertThat(landing).isInstanceOf(RemoteFetch.Landing.Bad.class);
    return ((RemoteFetch.Landing.Bad) landing).reason();
  }

  static List<String> kids(RemoteFetch.Landing landing) {
    assertThat(landing).isInstanceOf(RemoteFetch.Landing.Good.class);
    return ((RemoteFetch.Landing.Good) landing)
        .keys().all().stream().map(VerificationKey::kid).toList();
  }

  static Publisher<Void> send(HttpServerResponse response, String body) {
    return response.sendString(Mono.just(body));
  }

  /** Waits until no connection is open any more. */
  void awaitClosed() {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (closed.get() < opened.get() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(closed).hasValue(opened.get());
  }
}
