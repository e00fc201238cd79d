package dev.gatehouse.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory of tokens whose signatures were verified, by SHA-256 of the whole compact form;
 * no token is kept. One look-up tells what every owner knows of a token. Thread-safe, never blocks.
 *
 * <p>While there is room, a token is remembered the first time. Once others have to go for it, it
 * is remembered the second time, as most that come when there are so many never come again: keeping
 * them would cost more than verifying them.
 *
 * @param <V> what is remembered of a token
 */
public final class RememberedTokens<V> {

  /**
   * Octets that a token takes beside what its owners know of it: its hash, its place in the table,
   * in the order of use and in that of expiry. Measured, with object headers of 12 octets.
   */
  private static final int OVERHEAD = 160;

  /** So many owners may know one token; a new one then takes the place of the oldest. */
  private static final int MAX_OWNERS = 16;

  /** How long there is taken to be no room after a token had to go, in milliseconds. */
  private static final long CROWDED = 10_000;

  /** What a token takes at least, by which it is said how many fit. */
  private static final int SMALL = 512;

  private final InstantSource clock;
  private final Sightings sightings;
  private volatile long crowdedUntil = Long.MIN_VALUE;
  private final @Nullable Cache<TokenHash, Known<V>> tokens;
  private final ThreadLocal<TokenHasher> hashers = ThreadLocal.withInitial(TokenHasher::new);
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
    this.sightings = new Sightings(maxBytes / SMALL);
    this.tokens = maxBytes == 0 ? null : cache(maxBytes);
  }

  private Cache<TokenHash, Known<V>> cache(long maxBytes) {
    return Caffeine.newBuilder()
        .maximumWeight(maxBytes)
        .weigher((TokenHash _, Known<V> known) -> weight(known))
        .expireAfter(Expiry.writing((TokenHash _, Known<V> known) -> timeLeft(known.lastEnd())))
        .evictionListener(
            (_, _, cause) -> {
              if (cause == RemovalCause.SIZE) {
                evictions.increment();
                crowdedUntil = clock.millis() + CROWDED;
              }
            })
        .ticker(() -> nanos(clock.instant()))
        // Upkeep takes microseconds, less than handing it to another thread.
        .executor(Runnable::run)
        .build();
  }

  private Duration timeLeft(@Nullable Instant end) {
    return end == null ? Duration.ofNanos(Long.MAX_VALUE) : Duration.between(clock.instant(), end);
  }

  /** What is remembered of a token, as far as its time is not over. */
  public Recollection<V> recall(RawToken token) {
    if (tokens == null) {
      return Recollection.nothing();
    }
    TokenHash hash = hashers.get().hash(token);
    Known<V> known = Known.at(tokens.getIfPresent(hash), clock.instant());
    if (known == null) {
      misses.increment();
      return new Recollection<>(hash, null);
    }
    hits.increment();
    return new Recollection<>(hash, known);
  }

  /**
   * Remembers what an owner knows of a verified token, in the place of what it knew before.
   *
   * @param recollection what was recalled of the token when it came
   * @param owner what the verification rests on, the very object; a key or a definition that
   *     changed is to be a new owner, and what the old one knew is never recalled again
   * @param weight the octets that the value takes
   * @param end from when on it is forgotten, no later than the token's {@code exp} if it may be
   *     admitted by the value; null: never
   */
  public void remember(
      Recollection<V> recollection, Object owner, V value, int weight, @Nullable Instant end) {
    TokenHash hash = recollection.hash();
    Instant now = clock.instant();
    boolean over = end != null && !now.isBefore(end);
    if (tokens != null && hash != null && !over && hasRoom(recollection, hash)) {
      tokens
          .asMap()
          .compute(
              hash,
              (_, known) ->
                  new Known<>(
                      owner,
                      value,
                      weight,
                      end,
                      Known.without(Known.at(known, now), owner, MAX_OWNERS - 1)));
    }
  }

  private boolean hasRoom(Recollection<V> recollection, TokenHash hash) {
    return clock.millis() >= crowdedUntil
        || recollection.ofAnyone() != null
        || sightings.again(hash);
  }

  /** How it is doing at this moment; may wait for upkeep, so not for an event loop. */
  public Statistics statistics() {
    long bytes =
        tokens == null
            ? 0
            : tokens
                .policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    return new Statistics(
        hits.sum(),
        misses.sum(),
        evictions.sum(),
        tokens == null ? 0 : tokens.estimatedSize(),
        bytes);
  }

  private static int weight(Known<?> known) {
    return Math.clamp(OVERHEAD + known.totalWeight(), OVERHEAD, Integer.MAX_VALUE);
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000 + time.getNano();
  }
}
