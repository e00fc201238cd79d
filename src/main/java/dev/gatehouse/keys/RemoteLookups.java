package dev.gatehouse.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What a remote key set answers in a given state (contract, section 5); changes nothing. */
record RemoteLookups(RemoteKeySettings settings, InstantSource clock) {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** The keys in force; null where there are none, or where they are stale. */
  KeySet.Lookup.@Nullable Available usable(RemoteState state) {
    RemoteState.Held held = state.held();
    return held != null && clock.millis() < held.staleAt() ? held.answer() : null;
  }

  /**
   * The answer to whom these keys did not do, if it needs no fetch; null where a fetch is worth
   * waiting for.
   *
   * @param lacking the {@code kid} that the keys lack; null: a signature failed under a known one
   */
  KeySet.@Nullable Lookup settled(RemoteState state, Keys seen, @Nullable String lacking) {
    KeySet.Lookup.Available usable = usable(state);
    if (usable == null) {
      return unavailable(state, false);
    }
    if (usable.keys() != seen) {
      return usable;
    }
    if (state.closed()) {
      return lacking == null ? usable : unavailable(state, true);
    }
    Duration cooldown = untilPermitted(state);
    if (state.inFlight() || !cooldown.isPositive()) {
      return null;
    }
    if (lacking == null) {
      return usable;
    }
    if (state.failures() > 0) {
      return unavailable(state, true);
    }
    if (state.missing().contains(lacking)) {
      return usable;
    }
    return cooldown.compareTo(settings.timeout()) > 0 ? unavailable(state, true) : null;
  }

  /**
   * The answer to who waited.
   *
   * @param seen the keys that did not do; null: there were none
   * @param lacking whether they lack the token's {@code kid}
   * @param landed whether the fetch has ended, and not only the patience of who waited
   */
  KeySet.Lookup afterWaiting(
      RemoteState state, @Nullable Keys seen, boolean lacking, boolean landed) {
    KeySet.Lookup.Available usable = usable(state);
    if (usable == null || state.closed()) {
      return unavailable(state, lacking);
    }
    boolean nobodyCanTell = lacking && (state.failures() > 0 || !landed);
    return usable.keys() == seen && nobodyCanTell ? unavailable(state, true) : usable;
  }

  /**
   * That nobody can tell, and when a fetch may bring an answer.
   *
   * @param forced whether a request may force that fetch
   */
  KeySet.Lookup.Unavailable unavailable(RemoteState state, boolean forced) {
    Instant now = clock.instant();
    Duration wait = state.next() == null ? SECOND : Duration.between(now, state.next());
    if (forced && state.began() != null) {
      wait = shorter(wait, untilPermitted(state));
    }
    long seconds = wait.plusMillis(999).toSeconds();
    return new KeySet.Lookup.Unavailable(Duration.ofSeconds(Math.max(1, seconds)));
  }

  /** How long until a request may force a fetch; not positive: it may. */
  Duration untilPermitted(RemoteState state) {
    return state.began() == null
        ? Duration.ZERO
        : Duration.between(clock.instant(), state.began().plus(settings.refreshCooldown()));
  }

  /** How long until the fetch that a request may force, or the one that comes before it. */
  Duration untilNext(RemoteState state) {
    Duration permitted = untilPermitted(state);
    return state.next() == null
        ? permitted
        : shorter(permitted, Duration.between(clock.instant(), state.next()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
