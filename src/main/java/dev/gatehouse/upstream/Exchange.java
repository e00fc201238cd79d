package dev.gatehouse.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * One request, and whoever waits for the head of its response. Of a response, a failure and being
 * cancelled, the first counts.
 */
final class Exchange implements Subscription {

  private static final int PREPARED = 0;
  private static final int BEGUN = 1;
  private static final int OVER = 2;

  private final OriginPool pool;
  private final UpstreamRequest request;
  private final CoreSubscriber<? super UpstreamResponse> actual;
  private final EventLoop loop;
  private final AtomicInteger state = new AtomicInteger(PREPARED);
  private volatile @Nullable Link link;
  private volatile @Nullable ScheduledFuture<?> patience;
  private long due;

  Exchange(
      OriginPool pool, UpstreamRequest request, CoreSubscriber<? super UpstreamResponse> actual) {
    this.pool = pool;
    this.request = request;
    this.actual = actual;
    this.loop = pool.loop();
  }

  UpstreamRequest request() {
    return request;
  }

  /** Where it would like its connection to be: the client's is there. */
  EventLoop loop() {
    return loop;
  }

  /** When the upstream is to have answered, as {@link System#nanoTime} will say. */
  long due() {
    return due;
  }

  @Override
  public void request(long n) {
    if (n <= 0 || !state.compareAndSet(PREPARED, BEGUN)) {
      return;
    }
    due = System.nanoTime() + request.timeout().toNanos();
    seek();
  }

  private void seek() {
    if (loop.inEventLoop()) {
      pool.serve(this);
    } else {
      loop.execute(() -> pool.serve(this));
    }
  }

  @Override
  public void cancel() {
    if (ends()) {
      leave();
    }
  }

  /** Waits for a connection to be given back, {@code longest} nanoseconds at most. */
  void queues(long longest) {
    waits(
        Math.min(longest, due - System.nanoTime()),
        () -> fail(new Overload("no connection was given back in time")));
  }

  /** Waits for a connection to be made. */
  void connects() {
    waits(due - System.nanoTime(), () -> fail(late()));
  }

  private void waits(long nanos, Runnable then) {
    settle();
    patience = loop.schedule(then, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    if (isOver()) {
      settle();
    }
  }

  TimeoutException late() {
    return new TimeoutException("no response within " + request.timeout());
  }

  /** Takes a connection; false where it needs none any more. */
  boolean takes(Link given) {
    link = given;
    settle();
    return !isOver();
  }

  boolean isOver() {
    return state.get() == OVER;
  }

  /** Nothing was sent over the connection it took: it needs another. */
  void again() {
    link = null;
    seek();
  }

  void respond(UpstreamResponse response) {
    if (ends()) {
      actual.onNext(response);
      actual.onComplete();
    } else {
      response.abandon();
    }
  }

  void fail(Throwable cause) {
    if (ends()) {
      leave();
      actual.onError(pool.failure(cause));
    }
  }

  private boolean ends() {
    return state.getAndSet(OVER) != OVER;
  }

  private void leave() {
    settle();
    Link taken = link;
    if (taken == null) {
      pool.forget(this);
    } else {
      taken.abort(this);
    }
  }

  private void settle() {
    ScheduledFuture<?> running = patience;
    if (running != null) {
      running.cancel(false);
      patience = null;
    }
  }
}
