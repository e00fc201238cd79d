package dev.gatehouse.policy;

import dev.gatehouse.policy.Decision.Admitted;
import dev.gatehouse.policy.Decision.Denied;
import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestFacts;
import dev.gatehouse.token.FoundTokens;
import dev.gatehouse.token.RawToken;
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
              ? denied(policy, found, new Refused(Refusal.TOKEN_MISSING, null))
              : new Admitted(null, RequestEdits.NONE));
    }
    if (found.multiple()) {
      return Mono.just(failed(policy, found, new Refused(Refusal.MULTIPLE_TOKENS, null)));
    }
    return hear(found, policy, Trace.NONE);
  }

  /**
   * Decides as on a request in which every provider of the policy finds this token, and tells how.
   *
   * @param trace is told of every step before the decision is there
   * @return as {@link #decide(RequestFacts, Policy)}
   */
  public Mono<Decision> decide(RawToken token, Policy policy, Trace trace) {
    return hear(FoundTokens.everywhere(token, policy.providers().size()), policy, trace);
  }

  private Mono<Decision> hear(FoundTokens found, Policy policy, Trace trace) {
    return new Hearing(policy, found, maxTokenLength, trace)
        .outcome()
        .map(
            outcome ->
                switch (outcome) {
                  case Admitted admitted -> admitted;
                  case Denied denied -> failed(policy, found, denied);
                });
  }

  /** What becomes of a request whose token does not hold: in every mode the token is removed. */
  private static Decision failed(Policy policy, FoundTokens found, Denied denied) {
    return switch (policy.mode()) {
      case STRICT, ALLOW_MISSING -> denied(policy, found, denied);
      case PERMISSIVE -> new Admitted(null, found.removal());
    };
  }

  /** In shadow mode the request passes as nobody's, its tokens removed all the same. */
  private static Decision denied(Policy policy, FoundTokens found, Denied denied) {
    return policy.enforced() ? denied : new Admitted(null, found.removal(), denied);
  }
}
