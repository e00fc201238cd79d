package dev.gatehouse.policy;

import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.Stage;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** What one provider says of one token. */
sealed interface Verdict {

  /** The token holds. */
  record Holds(Identity identity) implements Verdict {}

  /**
   * The token does not hold.
   *
   * @param stage how far it got
   */
  record Fails(Refusal refusal, Stage stage) implements Verdict {}

  /** The provider's keys are missing. */
  record Unavailable(Duration retryAfter) implements Verdict {}

  /**
   * Keys are being fetched.
   *
   * @param next the verdict after it; never again {@code Waiting}
   */
  record Waiting(Mono<Verdict> next) implements Verdict {}

  /** The verdict, waited for where it must be. */
  default Mono<Verdict> settled() {
    return this instanceof Waiting(var next) ? next : Mono.just(this);
  }
}
