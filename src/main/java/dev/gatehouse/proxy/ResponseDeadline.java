package dev.gatehouse.proxy;

import dev.gatehouse.upstream.UpstreamRequest;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * How long an upstream may let wait for its response's headers. The clock stands still while the
 * upstream wants more of the body and the client has not sent it, so a long upload is not cut; it
 * starts anew whenever it is the upstream's turn again. For one request.
 */
final class ResponseDeadline {

  private final Duration timeout;
  private final Scheduler timer;
  private volatile @Nullable UpstreamRequest request;
  private final Disposable.Swap running = Disposables.swap();
  private volatile @Nullable Runnable waiting;
  private long wanted;
  private boolean sent;

  ResponseDeadline(UpstreamRequest request, Scheduler timer) {
    this.timeout = request.timeout();
    this.timer = timer;
    this.request = request;
  }

  /** The one that bounds what is subscribed to in this context. */
  static ResponseDeadline of(ContextView awaited) {
    return awaited.get(ResponseDeadline.class);
  }

  /**
   * The request whose response is waited for.
   *
   * @throws IllegalStateException where nobody waits any more
   */
  UpstreamRequest request() {
    UpstreamRequest awaited = request;
    if (awaited == null) {
      throw new IllegalStateException("nobody waits for the response any more");
    }
    return awaited;
  }

  /**
   * Bounds the wait for the response.
   *
   * @param response gives one
   * @param unread is given the response that nobody waits for any more
   * @return the response, or a {@link TimeoutException}
   */
  <T> Mono<T> bound(Publisher<T> response, Consumer<? super T> unread) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super T> actual) {
        response.subscribe(new Waiting<T>(actual, unread));
      }
    };
  }

  /** Watches whose turn it is while the body is sent. */
  <T> Flux<T> watch(Publisher<T> body) {
    return Flux.from(body).doOnRequest(this::want).doOnNext(_ -> pass()).doOnComplete(this::end);
  }

  private synchronized void want(long more) {
    long before = wanted;
    wanted = Operators.addCap(wanted, more);
    if (before == 0) {
      settle();
    }
  }

  private synchronized void pass() {
    if (wanted != Long.MAX_VALUE && --wanted == 0) {
      settle();
    }
  }

  private synchronized void end() {
    sent = true;
    settle();
  }

  private synchronized void settle() {
    boolean upstreamsTurn = sent || wanted == 0;
    running.update(
        upstreamsTurn
            ? timer.schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS)
            : null);
  }

  private void expire() {
    Runnable late = waiting;
    if (late != null) {
      late.run();
    }
  }

  /**
   * Whoever waits for the response: of its end, the deadline and being cancelled, the first counts.
   * One operator for what would be six, as every request goes through it.
   */
  private final class Waiting<T> implements CoreSubscriber<T>, Subscription {

    private final CoreSubscriber<? super T> actual;
    private final Consumer<? super T> unread;
    private final Context context;
    private final AtomicBoolean over = new AtomicBoolean();
    private Subscription source = Operators.emptySubscription();
    private volatile @Nullable T received;

    Waiting(CoreSubscriber<? super T> actual, Consumer<? super T> unread) {
      this.actual = actual;
      this.unread = unread;
      // asked for a dozen times a request, and found by walking up all that wait for it
      this.context = actual.currentContext().put(ResponseDeadline.class, ResponseDeadline.this);
    }

    @Override
    public Context currentContext() {
      return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      source = subscription;
      waiting = this::giveUp;
      actual.onSubscribe(this);
      settle();
    }

    @Override
    public void request(long n) {
      source.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T response) {
      received = response;
      if (over.get()) {
        unread.accept(response);
      }
    }

    @Override
    public void onComplete() {
      T response = received;
      if (!ends()) {
        return;
      }
      if (response == null) {
        actual.onError(new NoSuchElementException("the exchange ended without a response"));
      } else {
        actual.onNext(response);
        actual.onComplete();
      }
    }

    @Override
    public void onError(Throwable failure) {
      if (ends()) {
        actual.onError(failure);
      } else {
        Operators.onErrorDropped(failure, actual.currentContext());
      }
    }

    @Override
    public void cancel() {
      if (ends()) {
        abandon();
      }
    }

    private void giveUp() {
      if (ends()) {
        abandon();
        actual.onError(new TimeoutException("no response within " + timeout));
      }
    }

    private boolean ends() {
      boolean first = over.compareAndSet(false, true);
      if (first) {
        running.dispose();
        // Reactor Netty's pools keep the first context they see, and with it this deadline
        waiting = null;
        request = null;
      }
      return first;
    }

    private void abandon() {
      source.cancel();
      T response = received;
      if (response != null) {
        unread.accept(response);
      }
    }
  }
}
