package dev.gatehouse;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/**
 * The verifier's own port. It opens once the main port is open, and on the way down it goes with
 * it: no connection is taken any more, and what is in flight is answered.
 */
final class VerifierServer implements SmartLifecycle {

  private final @Nullable WebServer server;
  private volatile boolean running;

  /**
   * @param factory makes the server, its port and its doors known to it; null: the verifier has no
   *     port of its own
   */
  VerifierServer(@Nullable NettyReactiveWebServerFactory factory) {
    // the factory's routes take every request
    this.server = factory == null ? null : factory.getWebServer((_, _) -> Mono.empty());
  }

  @Override
  public void start() {
    if (server != null) {
      server.start();
    }
    running = true;
  }

  @Override
  public void stop(Runnable callback) {
    if (server == null) {
      stop();
      callback.run();
      return;
    }
    server.shutDownGracefully(
        _ -> {
          stop();
          callback.run();
        });
  }

  @Override
  public void stop() {
    running = false;
    if (server != null) {
      server.stop();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public boolean isPauseable() {
    return false;
  }

  /** With the main port's graceful shutdown, which is over before its server stops. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 1024;
  }
}
