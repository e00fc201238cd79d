package dev.gatehouse.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The keys of an issuer, fetched and kept fresh (contract, section 5).
 *
 * <p>Requests read the immutable state without a lock. What changes it (a fetch is planned, begins,
 * is asked for a {@code kid}, lands) holds the monitor for a few assignments; fetching, parsing,
 * events and whoever waited run outside it.
 */
final class RemoteKeySet implements MonitoredKeySet {

  /** The most requests that wait at a time; more are told to come back. */
  static final int MOST_WAITING = 1_000;

  private final RemoteKeySettings settings;
  private final RemoteFetch fetch;
  private final KeySetEvents events;
  private final Background background;
  private final Timing timing;
  private final RemoteLookups lookups;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Sinks.Empty<Void> first = Sinks.empty();
  private final Disposable.Swap timer = Disposables.swap();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private volatile RemoteState state = RemoteState.NEW;

  RemoteKeySet(
      RemoteKeySettings settings, RemoteFetch fetch, KeySetEvents events, Background background) {
    this.settings = settings;
    this.fetch = fetch;
    this.events = events;
    this.background = background;
    this.timing = Timing.of(settings, background.random());
    this.lookups = new RemoteLookups(settings, background.clock());
  }

  @Override
  public Lookup current() {
    RemoteState seen = state;
    Lookup.Available usable = lookups.usable(seen);
    if (usable != null) {
      return usable;
    }
    Flight flight = seen.flight();
    return flight != null && !seen.landed()
        ? waitFor(flight, null, false)
        : lookups.unavailable(seen, false);
  }

  @Override
  public Lookup newerThan(Keys seen, @Nullable String kid) {
    String lacking = kid == null || seen.knows(kid) ? null : Flight.noted(kid);
    Lookup settled = lookups.settled(state, seen, lacking);
    return settled == null ? ask(seen, lacking) : settled;
  }

  /** Joins the fetch that is under way or planned, or makes one. */
  private Lookup ask(Keys seen, @Nullable String lacking) {
    Flight flight;
    boolean begins;
    boolean noted;
    synchronized (this) {
      Lookup settled = lookups.settled(state, seen, lacking);
      if (settled != null) {
        // another request was faster
        return settled;
      }
      Flight planned = state.flight();
      flight = planned == null ? new Flight() : planned;
      begins = !state.inFlight() && !lookups.untilPermitted(state).isPositive();
      noted = lacking == null || flight.asksFor(lacking);
      if (begins) {
        begin(flight);
      } else if (planned == null) {
        plan(flight, lookups.untilNext(state));
      }
    }
    if (begins) {
      fly(flight);
    }
    return noted ? waitFor(flight, seen, lacking != null) : lookups.unavailable(state, true);
  }

  private Lookup waitFor(Flight flight, @Nullable Keys seen, boolean lacking) {
    if (waiting.get() >= MOST_WAITING) {
      return lookups.unavailable(state, lacking);
    }
    return new Lookup.Waiting(
        Mono.defer(
            () -> {
              if (waiting.incrementAndGet() > MOST_WAITING) {
                waiting.decrementAndGet();
                return Mono.just(lookups.unavailable(state, lacking));
              }
              return afterLanding(flight, seen, lacking);
            }));
  }

  private Mono<Lookup> afterLanding(Flight flight, @Nullable Keys seen, boolean lacking) {
    return flight
        .landing()
        .then(answer(seen, lacking, true))
        .timeout(settings.timeout(), answer(seen, lacking, false), background.timers())
        // spreads who waited over the cores: each has a signature to verify
        .publishOn(background.timers())
        .doFinally(_ -> waiting.decrementAndGet());
  }

  private Mono<Lookup> answer(@Nullable Keys seen, boolean lacking, boolean landed) {
    return Mono.fromSupplier(() -> lookups.afterWaiting(state, seen, lacking, landed));
  }

  @Override
  public void start() {
    var flight = new Flight();
    synchronized (this) {
      if (state.began() != null || state.closed()) {
        return;
      }
      begin(flight);
    }
    fly(flight);
  }

  private void due(Instant planned) {
    Flight flight;
    synchronized (this) {
      if (state.closed() || !planned.equals(state.next())) {
        // a request's fetch came first
        return;
      }
      Flight asked = state.flight();
      flight = asked == null ? new Flight() : asked;
      begin(flight);
    }
    fly(flight);
  }

  private void begin(Flight flight) {
    state = state.begin(flight, background.clock().instant());
  }

  private void plan(@Nullable Flight flight, Duration delay) {
    // rounded up, as a fetch must not begin early; never without delay, as a timer may run at once,
    // and so inside the monitor
    long millis = Math.max(1, delay.plusNanos(999_999).toMillis());
    Instant at = background.clock().instant().plusMillis(millis);
    state = state.plan(flight, at);
    timer.update(background.timers().schedule(() -> due(at), millis, TimeUnit.MILLISECONDS));
  }

  private void fly(Flight flight) {
    RemoteState.Held held = state.held();
    fetch
        .land(held == null ? null : held.validator())
        .takeUntilOther(closed.asMono())
        .subscribe(landing -> landed(flight, landing));
  }

  private void landed(Flight flight, RemoteFetch.Landing landing) {
    RemoteState before;
    RemoteState after;
    synchronized (this) {
      before = state;
      if (before.closed()) {
        return;
      }
      Instant now = background.clock().instant();
      after = before.landed(landing, flight.asked(), now, settings.maxStale());
      state = after;
      int failures = after.failures();
      plan(null, failures == 0 ? timing.refresh() : timing.retry(failures));
    }
    try {
      tell(before.held(), after);
    } finally {
      first.tryEmitEmpty();
      flight.land();
    }
  }

  private void tell(RemoteState.@Nullable Held before, RemoteState after) {
    String error = after.error();
    RemoteState.Held held = after.held();
    if (error != null) {
      events.failed(error);
    } else if (held != null) {
      for (SkippedKey skipped : held.skipped()) {
        if (before == null || !before.skipped().contains(skipped)) {
          events.skipped(skipped);
        }
      }
      boolean changed = before == null || before.keys() != held.keys();
      events.refreshed(held.keys().all().size(), changed);
    }
  }

  @Override
  public KeyOrigin origin() {
    return switch (settings.source()) {
      case KeySource.Url _ -> KeyOrigin.URL;
      case KeySource.Issuer _ -> KeyOrigin.DISCOVERY;
    };
  }

  @Override
  public KeySetStatus status() {
    RemoteState now = state;
    Lookup.Available usable = lookups.usable(now);
    RemoteState.Held held = now.held();
    return new KeySetStatus(
        usable == null ? 0 : usable.keys().all().size(),
        held == null ? null : held.confirmed(),
        now.began(),
        now.error(),
        now.next());
  }

  @Override
  public Mono<Void> firstFetch() {
    return first.asMono();
  }

  @Override
  public void close() {
    Flight flight;
    synchronized (this) {
      flight = state.flight();
      state = state.close();
    }
    timer.dispose();
    closed.tryEmitEmpty();
    first.tryEmitEmpty();
    if (flight != null) {
      flight.land();
    }
  }
}
