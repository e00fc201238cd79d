package dev.gatehouse.operations;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The first step of the way down: readiness is already down, and requests are still taken until
 * load balancers have noticed, but connections are not kept for further ones. Only after it do the
 * servers stop taking connections and finish the requests in flight.
 */
final class DrainDelay implements SmartLifecycle {

  /** Waits for so long. */
  interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  private static final Logger log = LoggerFactory.getLogger(DrainDelay.class);

  private final OperatedGateway gateway;
  private final Pause pause;
  private volatile boolean running;

  /**
   * Waits in the thread that closes the application: Spring bounds only what a callback reports
   * later, and a long delay must not be cut short by that bound.
   *
   * @param gateway asked for the delay when it is needed, as a reload may have changed it
   */
  DrainDelay(OperatedGateway gateway) {
    this(
        gateway,
        duration -> {
          boolean _ = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
        });
  }

  DrainDelay(OperatedGateway gateway, Pause pause) {
    this.gateway = gateway;
    this.pause = pause;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    gateway.endConnections();
    await(gateway.drainDelay());
    gateway.endRequests();
  }

  private void await(Duration duration) {
    if (duration.isZero()) {
      return;
    }
    log.info("Not ready any more; requests are still taken for {} ms", duration.toMillis());
    try {
      pause.of(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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

  /** Stopped before all else, the servers included. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
