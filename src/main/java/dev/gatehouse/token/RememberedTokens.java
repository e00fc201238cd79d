package dev.gatehouse.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory of verified tokens, by owner and SHA-256 of the whole compact form; no token is
 * kept. Thread-safe, never blocks.
 *
 * @param <V> what is remembered of a token
 */
public final class RememberedTokens<V> {

  /** What an entry takes beside its value: key, node, table slot, order and timer links. */
  private static final int OVERHEAD = 256;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final InstantSource clock;
  private final @Nullable Cache<Key, Entry<V>> entries;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder evictions = new LongAdder();

  /**
   * How a memory is doing; what is counted is counted since it was made.
   *
   * @param hits how often a token was remembered when it came
   * @param misses how often it was not
   * @param evictions how many tokens were forgotten before their time, to make room
   * @param entries how many are remembered
   * @param bytes what they take, by the weights it was told
   */
  public record Statistics(long hits, long misses, long evictions, long entries, long bytes) {}

  /**
   * An empty memory that goes by the system's clock.
   *
   * @param maxBytes how many octets it may hold, by the weights it is told; 0: it remembers nothing
   */
  public RememberedTokens(long maxBytes) {
    this(maxBytes, InstantSource.system());
  }

  /**
   * An empty memory.
   *
   * @param maxBytes how many octets it may hold, by the weights it is told; 0: it remembers nothing
   * @param clock what says whether a token's time is over
   */
  public RememberedTokens(long maxBytes, InstantSource clock) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must be 0 or more, not " + maxBytes);
    }
    this.clock = clock;
    this.entries =
        maxBytes == 0
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key _, Entry<V> entry) -> entry.weight())
                .expireAfter(
                    Expiry.writing(
                        (Key _, Entry<V> entry) ->
                            entry.expiration() == null
                                ? Duration.ofNanos(Long.MAX_VALUE)
                                : Duration.between(clock.instant(), entry.expiration())))
                .evictionListener(
                    (_, _, cause) -> {
                      if (cause == RemovalCause.SIZE) {
                        evictions.increment();
                      }
                    })
                .ticker(() -> nanos(clock.instant()))
                // Upkeep takes microseconds, less than handing it to another thread.
                .executor(Runnable::run)
                .build();
  }

  /** What was remembered of a token; null where nothing was, or its time is over. */
  public @Nullable V recall(Object owner, RawToken token) {
    if (entries == null) {
      return null;
    }
    Entry<V> entry = entries.getIfPresent(Key.of(owner, token));
    if (entry == null || entry.isOver(clock.instant())) {
      misses.increment();
      return null;
    }
    hits.increment();
    return entry.value();
  }

  /**
   * Remembers a verified token.
   *
   * @param owner what the verification rests on; compared by {@code equals}
   * @param weight the octets that the value takes
   * @param expiration the token's {@code exp}, from which on it is forgotten; null: it has none
   */
  public void remember(
      Object owner, RawToken token, V value, int weight, @Nullable Instant expiration) {
    int total = Math.clamp((long) weight + OVERHEAD, OVERHEAD, Integer.MAX_VALUE);
    var entry = new Entry<>(value, total, expiration);
    if (entries != null && !entry.isOver(clock.instant())) {
      entries.put(Key.of(owner, token), entry);
    }
  }

  /**
   * Forgets all tokens of an owner. A verification that is under way may still remember one for it,
   * so a key or a provider that changed is to be a new owner, not the old one again.
   */
  public void forget(Object owner) {
    if (entries != null) {
      entries.asMap().keySet().removeIf(key -> key.owner.equals(owner));
    }
  }

  /** How it is doing at this moment; may wait for upkeep, so not for an event loop. */
  public Statistics statistics() {
    long bytes =
        entries == null
            ? 0
            : entries
                .policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    return new Statistics(
        hits.sum(),
        misses.sum(),
        evictions.sum(),
        entries == null ? 0 : entries.estimatedSize(),
        bytes);
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000 + time.getNano();
  }

  private record Key(Object owner, long a, long b, long c, long d) {

    static Key of(Object owner, RawToken token) {
      byte[] hash = token.sha256();
      return new Key(
          owner,
          (long) LONGS.get(hash, 0),
          (long) LONGS.get(hash, 8),
          (long) LONGS.get(hash, 16),
          (long) LONGS.get(hash, 24));
    }
  }

  private record Entry<V>(V value, int weight, @Nullable Instant expiration) {

    boolean isOver(Instant now) {
      return expiration != null && !now.isBefore(expiration);
    }
  }
}
