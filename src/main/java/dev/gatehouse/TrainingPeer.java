package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The issuer and the upstream of a training, on loopback alone. */
final class TrainingPeer implements AutoCloseable {

  private static final String PORT_VARIABLE = "TRAINING_PORT";

  private final String keySet;
  private final DisposableServer server;

  /**
   * Starts it on a free port.
   *
   * @param keySet the issuer's keys, as JSON
   */
  TrainingPeer(String keySet) {
    this.keySet = keySet;
    this.server = HttpServer.create().host("127.0.0.1").port(0).handle(this::answer).bindNow();
  }

  /** A variable for the training's configuration; null for any but its own. */
  @Nullable String variable(@Nullable String name) {
    return PORT_VARIABLE.equals(name) ? String.valueOf(server.port()) : null;
  }

  private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    String body = request.uri().equals("/jwks") ? keySet : "{}\n";
    response.header(HttpHeaderNames.CONTENT_TYPE, "application/json");
    return request.receive().then(response.sendString(Mono.just(body), UTF_8).then());
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
