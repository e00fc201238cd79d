package dev.gatehouse.token;

import org.jspecify.annotations.Nullable;

/**
 * What a memory knew of a token when it came.
 *
 * @param <V> what is remembered of a token
 */
public final class Recollection<V> {

  private final @Nullable TokenHash hash;
  private final @Nullable Known<V> known;

  Recollection(@Nullable TokenHash hash, @Nullable Known<V> known) {
    this.hash = hash;
    this.known = known;
  }

  /** Of a token that is not to be remembered either. */
  public static <V> Recollection<V> nothing() {
    return new Recollection<>(null, null);
  }

  /** What this very owner knew of it; null where that is nothing. */
  public @Nullable V of(Object owner) {
    return known == null ? null : known.of(owner);
  }

  /** What some owner knew of it; null where nobody did. */
  public @Nullable V ofAnyone() {
    return known == null ? null : known.value();
  }

  /** What the token is remembered by; null where it is not to be. */
  @Nullable TokenHash hash() {
    return hash;
  }

  @Override
  public String toString() {
    return "Recollection";
  }
}
