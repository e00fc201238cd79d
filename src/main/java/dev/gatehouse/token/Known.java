package dev.gatehouse.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an owner knows of one token, and before it what others do.
 *
 * @param weight the octets that the value takes
 * @param expiration the token's {@code exp}; null: it has none
 * @param earlier what others know; null: nothing
 */
record Known<V>(
    Object owner, V value, int weight, @Nullable Instant expiration, @Nullable Known<V> earlier) {

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
            known.expiration,
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

  boolean isOver(Instant now) {
    return expiration != null && !now.isBefore(expiration);
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
