package dev.gatehouse;

import dev.gatehouse.edge.Farewell;
import org.springframework.context.SmartLifecycle;

/**
 * Says farewell to the connections of HTTP/2 between the drain's delay, in which requests are still
 * taken, and the end of the servers, which know nothing of connections without a request.
 */
final class LastRequests implements SmartLifecycle {

  private final Farewell farewell;
  private volatile boolean running;

  LastRequests(Farewell farewell) {
    this.farewell = farewell;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    farewell.end();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public boolean isPauseable() {
    return false;
  }

  @Override
  public int getPhase() {
    return Integer.MAX_VALUE - 1;
  }
}
