package dev.gatehouse.edge;

import dev.gatehouse.errors.ErrorFormat;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

/** Servers with the edge in front. */
final class TestEdge {

  static final EdgeLimits LIMITS =
      new EdgeLimits(20 * 1024, 32 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60), 100);

  private TestEdge() {}

  static HttpServer edge(EdgeLimits limits) {
    return edge(limits, new Farewell());
  }

  static HttpServer edge(EdgeLimits limits, Farewell farewell) {
    var settings = new EdgeSettings(ErrorFormat.PROBLEM, AddressRanges.of(List.of("127.0.0.0/8")));
    var ids = new RequestIds(ThreadLocalRandom::current);
    return EdgeServer.apply(
        HttpServer.create().host("127.0.0.1").port(0),
        limits,
        () -> settings,
        ids,
        _ -> {},
        farewell,
        InstantSource.system());
  }

  static HttpServer echo(HttpServer server) {
    return server.handle(
        (request, response) ->
            request
                .receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .flatMap(body -> response.sendString(Mono.just(request.uri() + body)).then()));
  }
}
