package dev.gatehouse.policy;

import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestFacts;
import dev.gatehouse.token.FoundTokens;
import dev.gatehouse.token.Refusal;
import reactor.core.publisher.Mono;

/**
 * The only place that decides whether a request passes: extract, verify, authorize. Every door asks
 * it and does as it says.
 */
public final class Gatekeeper {

  private final int maxTokenLength;

  /**
   * Makes a gatekeeper.
   *
   * @param maxTokenLength octets; a longer token is malformed, unparsed
   */
  public Gatekeeper(int maxTokenLength) {
    this.maxTokenLength = maxTokenLength;
  }

  /**
   * Decides on a request by a policy. The answer is there at once unless keys must be waited for.
   *
   * @return one decision, never empty; an error is a bug and admits nobody
   */
  public Mono<Decision> decide(RequestFacts facts, Policy policy) {
    FoundTokens found = policy.sources().find(facts);
    if (found.isEmpty()) {
      return Mono.just(
          policy.mode() == Mode.STRICT
              ? new Decision.Refused(Refusal.TOKEN_MISSING, null)
              : anonymous(RequestEdits.NONE));
    }
    if (found.multiple()) {
      return Mono.just(failed(policy, found, new Decision.Refused(Refusal.MULTIPLE_TOKENS, null)));
    }
    return new Hearing(policy, found, maxTokenLength)
        .outcome()
        .map(
            outcome ->
                outcome instanceof Decision.Admitted ? outcome : failed(policy, found, outcome));
  }

  /** What becomes of a request whose token does not hold: in every mode the token is removed. */
  private static Decision failed(Policy policy, FoundTokens found, Decision refusal) {
    return switch (policy.mode()) {
      case STRICT, ALLOW_MISSING -> refusal;
      case PERMISSIVE -> anonymous(found.removal());
    };
  }

  private static Decision anonymous(RequestEdits edits) {
    return new Decision.Admitted(null, edits);
  }
}
