package dev.gatehouse.proxy;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Ends a request that outlasts the token that admitted it ({@code closeOnExpiry}). The token's end
 * is a time of day, and clocks are set: it is looked at again and again.
 */
final class Expiry {

  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

  private final Instant last;
  private final InstantSource clock;
  private final EventExecutor loop;
  private final Runnable lapsed;
  private final Sinks.Empty<Void> over = Sinks.empty();
  private final Disposable.Swap sleep = Disposables.swap();
  private volatile @Nullable Runnable farewell;
  private volatile boolean hasLapsed;

  /**
   * Prepares; nothing is scheduled yet.
   *
   * @param last the last moment at which the token is valid
   * @param loop of the client's connection
   * @param lapsed is run once, when the token has expired before the request was over
   */
  Expiry(Instant last, InstantSource clock, EventExecutor loop, Runnable lapsed) {
    this.last = last;
    this.clock = clock;
    this.loop = loop;
    this.lapsed = lapsed;
  }

  /** Prepares for the request that gets this response. */
  static Expiry of(
      Instant last, InstantSource clock, HttpServerResponse response, Runnable lapsed) {
    if (!(response instanceof Connection connection)) {
      throw new IllegalStateException("the response has no connection");
    }
    return new Expiry(last, clock, connection.channel().eventLoop(), lapsed);
  }

  /**
   * Bounds the serving of the request.
   *
   * @return a {@link TokenOutlived} where the token expires first; the serving is cancelled then
   */
  Mono<Void> bound(Mono<Void> served) {
    return Mono.firstWithSignal(served, over.asMono().doOnSubscribe(_ -> look()))
        .doFinally(_ -> sleep.dispose());
  }

  /**
   * Lets the request say goodbye by itself instead; it is cancelled only if that takes too long.
   */
  void farewell(Runnable words) {
    farewell = words;
  }

  /** A body that ends, as if it were whole, with the token: for those who tell why behind it. */
  <T> Flux<T> closing(Flux<T> body) {
    Sinks.Empty<Void> goodbye = Sinks.empty();
    farewell(goodbye::tryEmitEmpty);
    return body.takeUntilOther(goodbye.asMono());
  }

  /** Whether the token has expired before the request was over. */
  boolean hasLapsed() {
    return hasLapsed;
  }

  private void look() {
    Duration left = Duration.between(clock.instant(), last);
    if (left.isNegative()) {
      lapse();
    } else {
      // the last moment is still a valid one
      Duration next = left.compareTo(LONGEST_SLEEP) < 0 ? left.plusMillis(1) : LONGEST_SLEEP;
      sleep.update(after(next, this::look));
    }
  }

  private void lapse() {
    hasLapsed = true;
    lapsed.run();
    Runnable words = farewell;
    if (words == null) {
      end();
    } else {
      sleep.update(after(LONGEST_FAREWELL, this::end));
      words.run();
    }
  }

  private void end() {
    over.tryEmitError(new TokenOutlived());
  }

  private Disposable after(Duration delay, Runnable then) {
    Future<?> scheduled = loop.schedule(then, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }
}
