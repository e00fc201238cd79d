package dev.gatehouse.policy;

import dev.gatehouse.policy.Decision.Admitted;
import dev.gatehouse.policy.Decision.Denied;
import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestFacts;
import dev.gatehouse.token.FoundTokens;
import dev.gatehouse.token.RawToken;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.RememberedTokens;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The only place that decides whether a request passes: extract, verify, authorize. Every door asks
 * it and does as it says.
 */
public final class Gatekeeper {

  private final int maxTokenLength;
  private final RememberedTokens<RememberedToken> memory;
  private final InstantSource clock;

  /**
   * Makes a gatekeeper that remembers nothing and goes by the system's clock.
   *
   * @param maxTokenLength octets; a longer token is malformed, unparsed
   */
  public Gatekeeper(int maxTokenLength) {
    this(maxTokenLength, new RememberedTokens<>(0), InstantSource.system());
  }

  /**
   * Makes a gatekeeper.
   *
   * @param maxTokenLength octets; a longer token is malformed, unparsed
   * @param memory what it remembers verified tokens in, by provider
   * @param clock what time it is, to rules
   */
  public Gatekeeper(
      int maxTokenLength, RememberedTokens<RememberedToken> memory, InstantSource clock) {
    this.maxTokenLength = maxTokenLength;
    this.memory = memory;
    this.clock = clock;
  }

  /**
   * Decides on a request by a policy. The answer is there at once unless keys must be waited for.
   *
   * @return one decision, never empty; an error is a bug and admits nobody
   */
  public Mono<Decision> decide(RequestFacts facts, Policy policy) {
    return new Case(policy, facts, policy.sources().find(facts), Trace.NONE).decide();
  }

  /**
   * Decides as on a request in which every provider of the policy finds this token, and tells how.
   *
   * @param facts what else is known of the request
   * @param trace is told of every step before the decision is there
   * @return as {@link #decide(RequestFacts, Policy)}
   */
  public Mono<Decision> decide(RawToken token, RequestFacts facts, Policy policy, Trace trace) {
    var found = FoundTokens.everywhere(token, policy.providers().size());
    return new Case(policy, facts, found, trace).decide();
  }

  /**
   * Decides on a CORS preflight by a policy that admits them: it passes as nobody's, and any token
   * is removed.
   *
   * @throws IllegalArgumentException if the policy does not admit them
   */
  public Decision admitPreflight(RequestFacts facts, Policy policy) {
    if (!policy.admitsPreflights()) {
      throw new IllegalArgumentException(policy + " admits no preflights");
    }
    return new Admitted(null, policy.sources().find(facts).removal());
  }

  /** One request before one policy. */
  private final class Case {

    private final Policy policy;
    private final RequestFacts facts;
    private final FoundTokens found;
    private final Trace trace;

    Case(Policy policy, RequestFacts facts, FoundTokens found, Trace trace) {
      this.policy = policy;
      this.facts = facts;
      this.found = found;
      this.trace = trace;
    }

    Mono<Decision> decide() {
      if (found.isEmpty()) {
        var missing = new Refused(Refusal.TOKEN_MISSING, null);
        return Mono.just(policy.mode() == Mode.STRICT ? denied(missing) : anonymous(missing));
      }
      if (found.multiple()) {
        return Mono.just(failed(new Refused(Refusal.MULTIPLE_TOKENS, null)));
      }
      return new Hearing(policy, found, maxTokenLength, memory, trace).outcome(this::concluded);
    }

    private Decision concluded(Decision outcome) {
      return switch (outcome) {
        case Admitted admitted -> identified(admitted);
        case Denied denied -> failed(denied);
      };
    }

    /** Whoever is known is refused as such, and in shadow mode passes as such. */
    private Decision identified(Admitted admitted) {
      Refused refused = refusal(admitted.identity());
      if (refused == null) {
        return admitted;
      }
      return policy.enforced()
          ? refused
          : new Admitted(admitted.identity(), admitted.edits(), refused);
    }

    private Decision failed(Denied denied) {
      return switch (policy.mode()) {
        case STRICT, ALLOW_MISSING -> denied(denied);
        case PERMISSIVE -> anonymous(denied);
      };
    }

    /**
     * What becomes of a request that the mode lets pass: in every mode its tokens are removed.
     *
     * @param otherwise what it is told if nobody in particular may not do what it asks for
     */
    private Decision anonymous(Denied otherwise) {
      return refusal(null) == null ? new Admitted(null, found.removal()) : denied(otherwise);
    }

    private @Nullable Refused refusal(@Nullable Identity identity) {
      Authorization authorization = policy.authorization();
      return authorization.isEmpty()
          ? null
          : authorization.refuse(
              new Authorization.Question(policy.name(), identity, facts, this::removal),
              clock.instant(),
              trace);
    }

    /** A token that is explained stands in no request; what does is looked for there. */
    private RequestEdits removal() {
      return trace == Trace.NONE ? found.removal() : policy.sources().find(facts).removal();
    }

    /** In shadow mode the request passes as nobody's, its tokens removed all the same. */
    private Decision denied(Denied denied) {
      return policy.enforced() ? denied : new Admitted(null, found.removal(), denied);
    }
  }
}
