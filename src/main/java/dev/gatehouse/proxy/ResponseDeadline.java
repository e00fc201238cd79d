package dev.gatehouse.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * How long an upstream may let wait for its response's headers. The clock stands still while the
 * upstream wants more of the body and the client has not sent it, so a long upload is not cut; it
 * starts anew whenever it is the upstream's turn again.
 */
final class ResponseDeadline {

  private final Duration timeout;
  private final Scheduler timer;
  private final Sinks.Empty<Void> expired = Sinks.empty();
  private final Disposable.Swap running = Disposables.swap();
  private long wanted;
  private boolean sent;

  ResponseDeadline(Duration timeout, Scheduler timer) {
    this.timeout = timeout;
    this.timer = timer;
  }

  /**
   * Bounds the wait for the response.
   *
   * @return the response, or a {@link java.util.concurrent.TimeoutException}
   */
  <T> Mono<T> bound(Mono<T> response) {
    return response
        .timeout(expired.asMono())
        .doOnSubscribe(_ -> settle())
        .doFinally(_ -> running.dispose());
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
    expired.tryEmitEmpty();
  }
}
