package dev.gatehouse.edge;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/**
 * The threads of servers and clients alike: one for each core, as more would only wake each other.
 */
public final class EventLoops implements LoopResources {

  private final EventLoopGroup loops;
  private final EventLoopGroup colocated;

  EventLoops(int threads) {
    var count = new AtomicInteger();
    this.loops =
        new MultiThreadIoEventLoopGroup(
            threads,
            (ThreadFactory)
                work -> new LoopThread(work, "gatehouse-epoll-" + count.incrementAndGet()),
            Turns.factory());
    this.colocated = LoopResources.colocate(loops);
  }

  /**
   * Has every server and client of this process use them, those made before excepted. Where Linux's
   * epoll is not to be had, Reactor Netty's stay.
   *
   * @param threads how many
   */
  public static void use(int threads) {
    if (Epoll.isAvailable()) {
      HttpResources.set(new EventLoops(threads));
    }
  }

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return loops;
  }

  /** An upstream's connection is used by the thread that has the client's. */
  @Override
  public EventLoopGroup onClient(boolean useNative) {
    return colocated;
  }

  @Override
  public boolean isDisposed() {
    return loops.isShuttingDown();
  }

  @Override
  public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
    return Mono.create(
        sink ->
            loops
                .shutdownGracefully(
                    quietPeriod.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS)
                .addListener(_ -> sink.success()));
  }

  /** Reactor knows by its type that it must not block. */
  private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {

    LoopThread(Runnable work, String name) {
      super(work, name);
      setDaemon(true);
    }
  }
}
