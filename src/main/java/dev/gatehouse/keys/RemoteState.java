package dev.gatehouse.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a remote key set knows at one moment; immutable, so that requests read it without a
 * lock.
 *
 * @param held the last good keys; null: none yet
 * @param flight the fetch that is under way or planned because requests wait for it
 * @param inFlight whether a fetch is under way
 * @param began when the last fetch began
 * @param next when the next fetch in the background is due; null while one is under way
 * @param failures how many fetches failed in a row until now
 * @param error why the last one failed
 * @param missing the {@code kid}s that the last good fetch is known to lack
 * @param landed whether any fetch has ended
 */
record RemoteState(
    @Nullable Held held,
    @Nullable Flight flight,
    boolean inFlight,
    @Nullable Instant began,
    @Nullable Instant next,
    int failures,
    @Nullable String error,
    Set<String> missing,
    boolean landed,
    boolean closed) {

  static final RemoteState NEW =
      new RemoteState(null, null, false, null, null, 0, null, Set.of(), false, false);

  /**
   * Good keys.
   *
   * @param answer the keys as a lookup answers them
   * @param confirmed when a fetch last brought them
   * @param staleAt when they cease to serve, in milliseconds of the epoch
   * @param validator what their document is known by
   * @param skipped the entries of their document that were warned about
   */
  record Held(
      KeySet.Lookup.Available answer,
      Instant confirmed,
      long staleAt,
      KeySetFetcher.@Nullable Validator validator,
      List<SkippedKey> skipped) {

    Keys keys() {
      return answer.keys();
    }
  }

  RemoteState begin(Flight begun, Instant now) {
    return new RemoteState(held, begun, true, now, null, failures, error, missing, landed, closed);
  }

  RemoteState plan(@Nullable Flight planned, Instant at) {
    return new RemoteState(
        held, planned, false, began, at, failures, error, missing, landed, closed);
  }

  /**
   * After a fetch.
   *
   * @param asked the {@code kid}s it was asked for
   */
  RemoteState landed(
      RemoteFetch.Landing landing, Set<String> asked, Instant now, Duration maxStale) {
    long staleAt = now.plus(maxStale).toEpochMilli();
    return switch (landing) {
      case RemoteFetch.Landing.Good(var keys, var skipped, var validator) -> {
        // the same object, so that who has seen these keys is not told of newer ones
        var answer =
            held != null && held.keys().all().equals(keys.all())
                ? held.answer()
                : new KeySet.Lookup.Available(keys);
        yield good(new Held(answer, now, staleAt, validator, skipped), asked);
      }
      case RemoteFetch.Landing.Same _ ->
          held == null
              ? bad("not modified, but no keys are held")
              : good(
                  new Held(held.answer(), now, staleAt, held.validator(), held.skipped()), asked);
      case RemoteFetch.Landing.Bad(var reason) -> bad(reason);
    };
  }

  private RemoteState good(Held brought, Set<String> asked) {
    return new RemoteState(
        brought, null, false, began, null, 0, null, lacking(brought, asked), true, closed);
  }

  private RemoteState bad(String reason) {
    return new RemoteState(
        held, null, false, began, null, failures + 1, reason, missing, true, closed);
  }

  RemoteState close() {
    return new RemoteState(held, null, false, began, null, failures, error, missing, landed, true);
  }

  /** A fetch that lacks a {@code kid} tells so whoever asked for it, this time or before. */
  private Set<String> lacking(Held brought, Set<String> asked) {
    Set<String> lacking = new LinkedHashSet<>(asked);
    for (String kid : missing) {
      if (lacking.size() < Flight.MOST_KIDS) {
        lacking.add(kid);
      }
    }
    for (VerificationKey key : brought.keys().all()) {
      if (key.kid() != null) {
        lacking.remove(Flight.noted(key.kid()));
      }
    }
    return Set.copyOf(lacking);
  }
}
