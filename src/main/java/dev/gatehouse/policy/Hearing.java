package dev.gatehouse.policy;

import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.FoundTokens;
import dev.gatehouse.token.RawToken;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.Stage;
import java.util.ArrayList;
import java.util.List;
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
  private final Trace trace;
  private final List<Candidate> candidates;
  private Decision.@Nullable Refused furthest;
  private Stage reached = Stage.FORM;
  private Decision.@Nullable Undecided undecided;

  /**
   * A provider, and the token that stands at one of its sources.
   *
   * @param index the provider's place in the policy
   * @param known the token as this provider verified it before; null where it doesn't remember it
   */
  private record Candidate(
      int index, Provider provider, PresentedToken token, @Nullable VerifiedToken known) {

    Verdict verdict(Policy policy, Trace trace) {
      return provider.verify(token, known, policy.checks(index), trace);
    }
  }

  Hearing(Policy policy, FoundTokens found, int maxTokenLength, Trace trace) {
    this.policy = policy;
    this.found = found;
    this.trace = trace;
    this.candidates = candidates(presented(policy.providers(), maxTokenLength));
  }

  /** {@code Admitted}, or why nobody accepts. */
  Mono<Decision> outcome() {
    return hear(0);
  }

  private Mono<Decision> hear(int first) {
    for (int i = first; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      Verdict verdict = candidate.verdict(policy, trace);
      if (verdict instanceof Verdict.Waiting(var next)) {
        int following = i + 1;
        return next.flatMap(
            settled -> {
              Decision admitted = weigh(candidate, settled);
              return admitted != null ? heard(admitted) : hear(following);
            });
      }
      Decision admitted = weigh(candidate, verdict);
      if (admitted != null) {
        return heard(admitted);
      }
    }
    return heard(denied());
  }

  private Mono<Decision> heard(Decision outcome) {
    trace.heard(outcome);
    return Mono.just(outcome);
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

  /** Every provider that finds a token, with it; one token is parsed once for all of them. */
  private List<Candidate> presented(List<Provider> providers, int maxTokenLength) {
    List<Candidate> presented = new ArrayList<>(providers.size());
    for (int i = 0; i < providers.size(); i++) {
      RawToken raw = found.of(i);
      if (raw != null) {
        PresentedToken token = sameToken(presented, raw);
        if (token == null) {
          token = new PresentedToken(raw, maxTokenLength);
        }
        VerifiedToken known = token.isTooLong() ? null : providers.get(i).recall(raw);
        if (known != null) {
          token.remember(known);
        }
        presented.add(new Candidate(i, providers.get(i), token, known));
      }
    }
    return presented;
  }

  private static @Nullable PresentedToken sameToken(List<Candidate> presented, RawToken raw) {
    for (Candidate candidate : presented) {
      if (candidate.token().raw().equals(raw)) {
        return candidate.token();
      }
    }
    return null;
  }

  private List<Candidate> candidates(List<Candidate> presented) {
    List<Candidate> candidates = new ArrayList<>(presented.size());
    for (Candidate one : presented) {
      if (one.token().isMalformed()) {
        dismiss(one, Refusal.TOKEN_MALFORMED, Stage.FORM);
        continue;
      }
      told(one, Stage.FORM);
      if (!one.token().hasKnownAlgorithm()) {
        dismiss(one, Refusal.TOKEN_ALGORITHM_DENIED, Stage.ALGORITHM);
      } else if (one.provider().isNamedBy(one.token().issuer())) {
        told(one, Stage.ISSUER);
        candidates.add(one);
      } else if (!one.provider().acceptsAnyIssuer()) {
        dismiss(one, Refusal.TOKEN_ISSUER_UNKNOWN, Stage.ISSUER);
      }
    }
    for (Candidate one : presented) {
      if (one.provider().acceptsAnyIssuer() && one.token().hasKnownAlgorithm()) {
        told(one, Stage.ISSUER);
        candidates.add(one);
      }
    }
    return candidates;
  }

  private void told(Candidate one, Stage passed) {
    trace.judged(one.provider(), passed, one.token().parsedSoFar(), null);
  }

  /** The provider is none of the candidates, so it is not named in the refusal. */
  private void dismiss(Candidate one, Refusal refusal, Stage stage) {
    trace.judged(one.provider(), stage, one.token().parsedSoFar(), refusal);
    note(refusal, stage, null);
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
