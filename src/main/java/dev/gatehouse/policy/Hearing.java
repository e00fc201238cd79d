package dev.gatehouse.policy;

import dev.gatehouse.policy.PresentedTokens.Candidate;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.FoundTokens;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.token.Stage;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The hearing of one request's tokens before a policy's providers (contract, section 3.4): those
 * whose issuer the token names, then those that ask for none; the first that accepts admits. Used
 * once, by one thread at a time.
 */
final class Hearing {

  private final Policy policy;
  private final FoundTokens found;
  private final RememberedTokens<RememberedToken> memory;
  private final Trace trace;
  private final List<Candidate> candidates;
  private Decision.@Nullable Refused furthest;
  private Stage reached = Stage.FORM;
  private Decision.@Nullable Undecided undecided;

  /**
   * Begins a hearing.
   *
   * @param memory what remembers tokens; who is told of every step is told all of them, so nothing
   *     is remembered then
   */
  Hearing(
      Policy policy,
      FoundTokens found,
      int maxTokenLength,
      RememberedTokens<RememberedToken> memory,
      Trace trace) {
    this.policy = policy;
    this.found = found;
    this.memory = memory;
    this.trace = trace;
    var presented = new PresentedTokens(found, maxTokenLength, trace == Trace.NONE ? memory : null);
    for (PresentedToken token : presented.distinct()) {
      dismiss(token);
    }
    this.candidates = presented.candidates(policy);
    if (trace != Trace.NONE) {
      presented.tell(policy, trace);
    }
  }

  /**
   * Hears them all.
   *
   * @param then what becomes of {@code Admitted}, or of why nobody accepts
   */
  Mono<Decision> outcome(UnaryOperator<Decision> then) {
    return hear(0, then);
  }

  private Mono<Decision> hear(int first, UnaryOperator<Decision> then) {
    for (int i = first; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      Verdict verdict = verdict(candidate);
      if (verdict instanceof Verdict.Waiting(var next)) {
        int following = i + 1;
        return next.flatMap(
            settled -> {
              Decision admitted = weigh(candidate, settled);
              return admitted != null ? heard(admitted, then) : hear(following, then);
            });
      }
      Decision admitted = weigh(candidate, verdict);
      if (admitted != null) {
        return heard(admitted, then);
      }
    }
    return heard(denied(), then);
  }

  private Mono<Decision> heard(Decision outcome, UnaryOperator<Decision> then) {
    trace.heard(outcome);
    return Mono.just(then.apply(outcome));
  }

  private Verdict verdict(Candidate candidate) {
    return candidate
        .provider()
        .verify(candidate.token(), policy.checks(candidate.index()), memory, trace);
  }

  private @Nullable Decision weigh(Candidate candidate, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Holds(var identity) -> new Decision.Admitted(identity, removal(candidate));
      case Verdict.Fails(var refusal, var stage) -> {
        note(refusal, stage, candidate.provider().name());
        yield null;
      }
      case Verdict.Unavailable(var retryAfter) -> {
        trace.lacksKeys(candidate.provider(), retryAfter);
        if (undecided == null || retryAfter.compareTo(undecided.retryAfter()) < 0) {
          undecided = new Decision.Undecided(retryAfter, candidate.provider().name());
        }
        yield null;
      }
      case Verdict.Waiting _ -> throw new IllegalStateException("a settled verdict waits again");
    };
  }

  /**
   * Why no provider is a candidate for a token, if none is; each candidate gets further than this.
   */
  private void dismiss(PresentedToken token) {
    if (token.isMalformed()) {
      note(Refusal.TOKEN_MALFORMED, Stage.FORM, null);
    } else if (!token.hasKnownAlgorithm()) {
      note(Refusal.TOKEN_ALGORITHM_DENIED, Stage.ALGORITHM, null);
    } else {
      note(Refusal.TOKEN_ISSUER_UNKNOWN, Stage.ISSUER, null);
    }
  }

  private void note(Refusal refusal, Stage stage, @Nullable String provider) {
    if (furthest == null || stage.compareTo(reached) > 0) {
      reached = stage;
      furthest = new Decision.Refused(refusal, provider);
    }
  }

  private Decision.Denied denied() {
    if (undecided != null && reached.compareTo(Stage.SIGNATURE) <= 0) {
      return undecided;
    }
    if (furthest == null) {
      throw new IllegalStateException("no token was heard, and none refused");
    }
    return furthest;
  }

  private RequestEdits removal(Candidate admitted) {
    return admitted.provider().forwardsToken()
        ? found.removalExcept(admitted.index())
        : found.removal();
  }
}
