package dev.gatehouse.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an owner knows of one token, and before it what others do.
 *
 * @param weight the octets that the value takes
 * @param end from when on it is forgotten; null: never
 * @param earlier what others know; null: nothing
 */
record Known<V>(
    Object owner, V value, int weight, @Nullable Instant end, @Nullable Known<V> earlier) {

  /** Octets of one of these beside its value. */
  private static final int OVERHEAD = 32;

  /** What all owners of these but one know; null where that is nothing. */
  static <V> @Nullable Known<V> without(@Nullable Known<V> known, Object leaving, int most) {
    if (known == null || most == 0) {
      return null;
    }
    return known.owner == leaving
        ? without(known.earlier, leaving, most)
        : new Known<>(
            known.owner,
            known.value,
            known.weight,
            known.end,
            without(known.earlier, leaving, most - 1));
  }

  /** What this very owner knows; null where that is nothing. */
  @Nullable V of(Object asking) {
    for (Known<V> known = this; known != null; known = known.earlier) {
      if (known.owner == asking) {
        return known.value;
      }
    }
    return null;
  }

  /**
   * Of these those that are not forgotten at this moment, which usually are these very ones; null
   * where all are. Each has an end of its own: what one owner keeps must not keep what others know.
   */
  static <V> @Nullable Known<V> at(@Nullable Known<V> all, Instant now) {
    for (Known<V> known = all; known != null; known = known.earlier) {
      if (known.isOver(now)) {
        return inTime(all, now);
      }
    }
    return all;
  }

  private static <V> @Nullable Known<V> inTime(@Nullable Known<V> known, Instant now) {
    if (known == null) {
      return null;
    }
    Known<V> earlier = inTime(known.earlier, now);
    return known.isOver(now)
        ? earlier
        : new Known<>(known.owner, known.value, known.weight, known.end, earlier);
  }

  private boolean isOver(Instant now) {
    return end != null && !now.isBefore(end);
  }

  /** From when on all of these are forgotten; null: never. */
  @Nullable Instant lastEnd() {
    Instant last = end;
    for (Known<V> known = earlier; known != null && last != null; known = known.earlier) {
      last = known.end == null || known.end.isAfter(last) ? known.end : last;
    }
    return last;
  }

  /** The octets that all of these take. */
  long totalWeight() {
    long total = 0;
    for (Known<V> known = this; known != null; known = known.earlier) {
      total += (long) known.weight + OVERHEAD;
    }
    return total;
  }
}
