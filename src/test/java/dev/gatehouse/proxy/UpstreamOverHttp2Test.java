package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;
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
    var headers = new DefaultHttpHeaders().set("Host", "a");
    return upstream
        .exchange(
            new UpstreamRequest(
                HttpMethod.POST, URI.create(origin), target, headers, null, LONG, true))
        .block(LONG);
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
}
