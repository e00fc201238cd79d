package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import dev.gatehouse.upstream.UpstreamRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/** What sends is shared by all requests to an upstream; what is sent must not be. */
class UpstreamAtOnceTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int REQUESTS = 2_000;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachRequestIsSentAsItIsAndAnsweredAsItself(boolean grpc) {
    var server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
            .handle(
                (request, response) ->
                    response
                        .header("X-Seen", request.uri() + request.requestHeaders().get("X-User-Id"))
                        .send())
            .bindNow();
    var upstream =
        new Upstream(
            new UpstreamLimits(LONG, LONG, 8, REQUESTS, LONG), null, Schedulers.parallel());
    URI origin = URI.create("http://127.0.0.1:" + server.port());
    try {
      List<String> seen =
          Flux.range(0, REQUESTS)
              .flatMapSequential(i -> seen(upstream, request(origin, i, grpc)), 100)
              .collectList()
              .block(LONG);
      assertThat(seen)
          .isEqualTo(IntStream.range(0, REQUESTS).mapToObj(i -> "/" + i + "user" + i).toList());
    } finally {
      upstream.close();
      server.disposeNow();
    }
  }

  private static Mono<String> seen(Upstream upstream, UpstreamRequest request) {
    return upstream
        .exchange(request)
        .flatMap(
            answered ->
                answered
                    .body()
                    .doOnNext(octets -> octets.release())
                    .then(Mono.fromSupplier(() -> answered.headers().get("X-Seen"))));
  }

  private static UpstreamRequest request(URI origin, int number, boolean grpc) {
    var headers = new DefaultHttpHeaders().set("Host", "a").set("X-User-Id", "user" + number);
    return new UpstreamRequest(HttpMethod.GET, origin, "/" + number, headers, null, LONG, grpc);
  }
}
