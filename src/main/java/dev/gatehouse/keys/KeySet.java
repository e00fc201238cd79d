package dev.gatehouse.keys;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A provider's keys over time: whoever verifies asks it for the keys in force, and tells it when
 * they did not do. Never blocks; thread-safe.
 *
 * <p>Nothing is fetched before {@link #start()}, so that a configuration can be checked without a
 * network.
 */
public interface KeySet extends AutoCloseable {

  /** What an asker gets. */
  sealed interface Lookup {

    /** The keys in force. */
    record Available(Keys keys) implements Lookup {}

    /**
     * A fetch is under way that the asker should wait for.
     *
     * @param next completes with the answer after it, never empty and never an error; its own
     *     answer is not again {@code Waiting}
     */
    record Waiting(Mono<Lookup> next) implements Lookup {}

    /**
     * Nobody can tell, at the moment.
     *
     * @param retryAfter when to ask again, at least a second
     */
    record Unavailable(Duration retryAfter) implements Lookup {}
  }

  /** The keys in force, or why there are none. */
  Lookup current();

  /**
   * Asks for newer keys than these, as a token names a {@code kid} they lack, or its signature
   * fails under a known one (contract, section 5).
   *
   * @param seen the keys that did not do
   * @param kid the token's {@code kid}; null where it has none
   * @return {@code Available} with {@code seen} itself where no newer keys are to be had and the
   *     token is to be refused; {@code Available} with newer keys, or {@code Waiting}, where it is
   *     worth another try; {@code Unavailable} where nobody can tell
   */
  Lookup newerThan(Keys seen, @Nullable String kid);

  /** Begins fetching and refreshing in the background. */
  void start();

  /** Ends refreshing; whoever waits is told {@code Unavailable}. */
  @Override
  void close();
}
