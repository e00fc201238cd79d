package dev.gatehouse.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rings when a time has come that may be put off any number of times for next to nothing: it wakes
 * at a time it was once set to, looks, and sleeps on. For one event loop.
 */
final class Alarm implements Runnable {

  private final EventLoop loop;
  private final Runnable ring;
  private boolean set;
  private long due;
  private long wakes;
  private @Nullable ScheduledFuture<?> sleep;

  Alarm(EventLoop loop, Runnable ring) {
    this.loop = loop;
    this.ring = ring;
  }

  /**
   * Sets it anew.
   *
   * @param due when it is to ring, as {@link System#nanoTime} will say
   */
  void set(long due) {
    this.due = due;
    set = true;
    if (sleep == null || due - wakes < 0) {
      sleep();
    }
  }

  /** It is not to ring. */
  void clear() {
    set = false;
  }

  /** It is never to ring again. */
  void end() {
    set = false;
    ScheduledFuture<?> last = sleep;
    if (last != null) {
      last.cancel(false);
    }
  }

  @Override
  public void run() {
    sleep = null;
    if (!set) {
      return;
    }
    if (System.nanoTime() - due < 0) {
      sleep();
      return;
    }
    set = false;
    ring.run();
  }

  private void sleep() {
    ScheduledFuture<?> earlier = sleep;
    if (earlier != null) {
      earlier.cancel(false);
    }
    wakes = due;
    sleep = loop.schedule(this, Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
