package dev.gatehouse.upstream;

import dev.gatehouse.config.UpstreamLimits;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.tcp.TcpClient;

/**
 * The connections to one origin, and the exchanges that wait for one. Each event loop has those
 * idle ones that are its own, so that none is handed from thread to thread while there are enough;
 * their number, and that of who waits, is bounded for all loops together.
 */
final class OriginPool {

  private final Origin origin;
  private final TcpClient client;
  private final UpstreamLimits limits;
  private final EventLoopGroup loops;
  private final UnaryOperator<Throwable> failures;
  private final Consumer<OriginPool> unused;
  private final ConcurrentMap<EventLoop, Idle> idle = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final Queue<Exchange> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private volatile boolean closed;

  /** The idle connections of one event loop, which alone touches them; the last used is last. */
  private static final class Idle {
    final ArrayDeque<Link> links = new ArrayDeque<>();
    final AtomicInteger count = new AtomicInteger();

    void add(Link link) {
      links.addLast(link);
      count.setRelease(links.size());
    }

    @Nullable Link take() {
      Link last = links.pollLast();
      count.setRelease(links.size());
      return last;
    }

    void remove(Link link) {
      links.remove(link);
      count.setRelease(links.size());
    }
  }

  /**
   * No connection is open.
   *
   * @param client makes connections on the event loop it is asked on
   * @param failures says what a failure amounts to
   * @param unused is told whenever the last connection has been closed
   */
  OriginPool(
      Origin origin,
      TcpClient client,
      UpstreamLimits limits,
      EventLoopGroup loops,
      UnaryOperator<Throwable> failures,
      Consumer<OriginPool> unused) {
    this.origin = origin;
    this.client = client;
    this.limits = limits;
    this.loops = loops;
    this.failures = failures;
    this.unused = unused;
  }

  /** The event loop that asks; any, where none does. */
  EventLoop loop() {
    return loops.next();
  }

  UpstreamLimits limits() {
    return limits;
  }

  Throwable failure(Throwable cause) {
    return failures.apply(cause);
  }

  /** Finds the exchange a connection, which it begins on. On the exchange's event loop. */
  void serve(Exchange exchange) {
    // who waits already comes first, also where the connection is here and they are elsewhere
    Link link = waiting.isEmpty() ? idle(exchange.loop()) : null;
    if (link != null) {
      lend(link, exchange);
    } else if (mayOpen()) {
      connect(exchange);
    } else {
      queue(exchange);
    }
  }

  private @Nullable Link idle(EventLoop loop) {
    Idle own = idle.get(loop);
    if (own == null) {
      return null;
    }
    Link last = own.take();
    while (last != null && !last.isUsable()) {
      last.close();
      last = own.take();
    }
    return last;
  }

  /** Lends a connection to the exchange, or to the next where it needs none any more. */
  private void lend(Link link, Exchange exchange) {
    if (!link.begin(exchange)) {
      free(link);
    }
  }

  private boolean mayOpen() {
    int now = open.get();
    while (now < limits.connections()) {
      if (open.compareAndSet(now, now + 1)) {
        return true;
      }
      now = open.get();
    }
    return false;
  }

  private void connect(Exchange exchange) {
    if (exchange.isOver()) {
      closed();
      return;
    }
    exchange.connects();
    client
        .connect()
        .subscribe(
            connection -> opened(connection, exchange),
            failure -> {
              closed();
              exchange.fail(failure);
            });
  }

  private void opened(Connection connection, Exchange exchange) {
    Link link;
    try {
      link = Link.over(connection, this);
    } catch (RuntimeException e) {
      connection.dispose();
      throw e;
    }
    var _ = connection.channel().closeFuture().addListener(_ -> gone(link));
    try {
      lend(link, exchange);
    } catch (RuntimeException e) {
      // thrown on, it would pass for a failure to connect
      link.broken(e);
    }
  }

  private void gone(Link link) {
    Idle own = idle.get(link.loop());
    if (own != null) {
      own.remove(link);
    }
    closed();
  }

  /** One connection less: whoever waits may have another instead. */
  private void closed() {
    if (open.decrementAndGet() == 0 && waiting.isEmpty()) {
      unused.accept(this);
    }
    connectNext();
  }

  private void connectNext() {
    while (!waiting.isEmpty() && mayOpen()) {
      Exchange next = next();
      if (next != null) {
        next.loop().execute(() -> connect(next));
      } else {
        open.decrementAndGet();
      }
    }
  }

  private void queue(Exchange exchange) {
    int before = queued.getAndIncrement();
    // those for whom a connection is idle, if on another loop, will not wait for one; unless that
    // loop lends it to another meanwhile: as many more than the bound may then wait as were idle
    if (before >= limits.pending() && before >= limits.pending() + idle()) {
      queued.decrementAndGet();
      exchange.fail(new Overload("too many wait for a connection"));
      return;
    }
    exchange.queues(limits.responseTimeout().toNanos());
    waiting.add(exchange);
    if (exchange.isOver()) {
      forget(exchange);
    }
    // one may have been closed, or given back on another loop, before it could be seen to wait
    connectNext();
    idle.keySet().forEach(loop -> loop.execute(() -> lendIdle(loop)));
  }

  private int idle() {
    int count = 0;
    for (Idle own : idle.values()) {
      count += own.count.get();
    }
    return count;
  }

  private void lendIdle(EventLoop loop) {
    while (!waiting.isEmpty()) {
      Link link = idle(loop);
      if (link == null) {
        return;
      }
      free(link);
    }
  }

  private @Nullable Exchange next() {
    Exchange next = waiting.poll();
    if (next != null) {
      queued.decrementAndGet();
    }
    return next;
  }

  /** The exchange waits no more. */
  void forget(Exchange exchange) {
    if (waiting.remove(exchange)) {
      queued.decrementAndGet();
    }
  }

  /** Takes a connection back that is good for another exchange. On its event loop. */
  void free(Link link) {
    for (Exchange next = next(); next != null; next = next()) {
      if (link.begin(next)) {
        return;
      }
    }
    if (closed) {
      link.close();
      return;
    }
    link.rest();
    idle.computeIfAbsent(link.loop(), _ -> new Idle()).add(link);
    if (closed) {
      closeIdle(link.loop());
    } else {
      lendIdle(link.loop());
    }
  }

  /** Closes what is idle now, and else whatever is given back. */
  void close() {
    closed = true;
    idle.keySet().forEach(loop -> loop.execute(() -> closeIdle(loop)));
  }

  private void closeIdle(EventLoop loop) {
    for (Link link = idle(loop); link != null; link = idle(loop)) {
      link.close();
    }
  }

  @Override
  public String toString() {
    return "OriginPool[" + origin + "]";
  }
}
