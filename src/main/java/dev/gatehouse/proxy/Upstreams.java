package dev.gatehouse.proxy;

import dev.gatehouse.config.ClientContexts;
import dev.gatehouse.config.UpstreamLimits;
import dev.gatehouse.config.UpstreamTls;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The connections to upstreams under one set of limits. Each bundle has pools of its own, and each
 * renewal of it has: no connection serves a request of a route that would not have made it.
 */
final class Upstreams {

  private final UpstreamLimits limits;
  private final Scheduler timer;
  private final Upstream byPlatform;
  private final ConcurrentMap<String, Secured> byBundle = new ConcurrentHashMap<>();

  /** The requests that may still need a connection, and one more until it is closed. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final AtomicBoolean closed = new AtomicBoolean();

  private record Secured(ClientContexts contexts, Upstream upstream) {}

  /**
   * Opens no connection yet.
   *
   * @param timer measures how long a response takes
   */
  Upstreams(UpstreamLimits limits, Scheduler timer) {
    this.limits = limits;
    this.timer = timer;
    this.byPlatform = new Upstream(limits, null, timer);
  }

  /** Readies what the routes need and an event loop had better not make. */
  void ready(RouteTable routes) {
    for (CompiledRoute route : routes.all()) {
      if (route.isSecured()) {
        under(route.tls()).readyTls();
      }
    }
  }

  /**
   * What exchanges requests under this TLS, for a request that entered.
   *
   * @param tls null: with the platform's trust and no certificate of our own
   */
  Upstream under(@Nullable UpstreamTls tls) {
    if (tls == null) {
      return byPlatform;
    }
    Secured held = byBundle.get(tls.bundle());
    return held != null && held.contexts().equals(tls.contexts().get())
        ? held.upstream()
        : byBundle.compute(tls.bundle(), (_, before) -> renewed(before, tls)).upstream();
  }

  /** The bundle as it is by now: who saw it earlier, and comes later, does not bring it back. */
  private Secured renewed(@Nullable Secured before, UpstreamTls tls) {
    ClientContexts now = tls.contexts().get();
    if (before != null && before.contexts().equals(now)) {
      return before;
    }
    if (before != null) {
      // by then nobody waits for one of its connections any more; those in use end with their use
      var _ =
          timer.schedule(
              before.upstream()::close,
              limits.responseTimeout().multipliedBy(2).toNanos(),
              TimeUnit.NANOSECONDS);
    }
    return new Secured(now, new Upstream(limits, now, timer));
  }

  /** Notes that a request may need connections until it leaves; false: they are closed. */
  boolean enter() {
    int before = users.get();
    while (before > 0 && !users.compareAndSet(before, before + 1)) {
      before = users.get();
    }
    return before > 0;
  }

  /** Notes that a request that entered needs no connection any more. */
  void leave() {
    if (users.decrementAndGet() == 0) {
      byPlatform.close();
      byBundle.values().forEach(secured -> secured.upstream().close());
    }
  }

  /**
   * Closes the pools as soon as no request that entered is left: one that comes to a closed pool
   * would fail.
   */
  void close() {
    if (closed.compareAndSet(false, true)) {
      leave();
    }
  }
}
