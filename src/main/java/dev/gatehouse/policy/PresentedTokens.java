package dev.gatehouse.policy;

import dev.gatehouse.token.FoundTokens;
import dev.gatehouse.token.RawToken;
import dev.gatehouse.token.Recollection;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.token.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one request, and who is to hear them. What it takes grows with the candidates, not
 * with the providers of the policy.
 */
final class PresentedTokens {

  private final FoundTokens found;
  private final @Nullable PresentedToken[] bySet;
  private final List<PresentedToken> distinct;

  /**
   * A provider, and the token that stands at one of its sources.
   *
   * @param index the provider's place in the policy
   */
  record Candidate(int index, Provider provider, PresentedToken token) {}

  /**
   * The tokens found, each looked up once.
   *
   * @param memory null: none is looked up
   */
  PresentedTokens(
      FoundTokens found, int maxLength, @Nullable RememberedTokens<RememberedToken> memory) {
    this.found = found;
    this.bySet = new @Nullable PresentedToken[found.sets()];
    this.distinct = new ArrayList<>(1);
    for (int set = 0; set < bySet.length; set++) {
      RawToken raw = found.ofSet(set);
      if (raw != null) {
        bySet[set] = presented(raw, maxLength, memory);
      }
    }
  }

  private PresentedToken presented(
      RawToken raw, int maxLength, @Nullable RememberedTokens<RememberedToken> memory) {
    for (PresentedToken token : distinct) {
      if (token.raw().equals(raw)) {
        return token;
      }
    }
    Recollection<RememberedToken> recollection =
        memory == null || raw.length() > maxLength ? Recollection.nothing() : memory.recall(raw);
    var token = new PresentedToken(raw, maxLength, recollection);
    distinct.add(token);
    return token;
  }

  List<PresentedToken> distinct() {
    return distinct;
  }

  private @Nullable PresentedToken of(int provider) {
    return bySet[found.setOf(provider)];
  }

  /** Those whose issuer their token names, then those that ask for none, in the policy's order. */
  List<Candidate> candidates(Policy policy) {
    List<Candidate> candidates = List.of();
    for (PresentedToken token : distinct) {
      if (token.hasKnownAlgorithm()) {
        candidates = merged(candidates, named(policy, token));
      }
    }
    int[] acceptingAny = policy.issuers().acceptingAny();
    if (acceptingAny.length == 0) {
      return candidates;
    }
    List<Candidate> all = new ArrayList<>(candidates);
    for (int place : acceptingAny) {
      PresentedToken token = of(place);
      if (token != null && token.hasKnownAlgorithm()) {
        all.add(new Candidate(place, policy.providers().get(place), token));
      }
    }
    return all;
  }

  private List<Candidate> named(Policy policy, PresentedToken token) {
    int[] places = policy.issuers().named(token.issuer());
    List<Candidate> named = new ArrayList<>(places.length);
    for (int place : places) {
      if (of(place) == token) {
        named.add(new Candidate(place, policy.providers().get(place), token));
      }
    }
    return named;
  }

  /** Both, which are in the policy's order, in the policy's order. */
  private static List<Candidate> merged(List<Candidate> some, List<Candidate> others) {
    if (some.isEmpty()) {
      return others;
    }
    List<Candidate> merged = new ArrayList<>(some.size() + others.size());
    int next = 0;
    for (Candidate one : some) {
      while (next < others.size() && others.get(next).index() < one.index()) {
        merged.add(others.get(next++));
      }
      merged.add(one);
    }
    merged.addAll(others.subList(next, others.size()));
    return merged;
  }

  /** Tells of every provider that finds a token why it is a candidate, or is not. */
  void tell(Policy policy, Trace trace) {
    for (int place = 0; place < policy.providers().size(); place++) {
      PresentedToken token = of(place);
      if (token != null) {
        tell(policy.providers().get(place), token, trace);
      }
    }
    for (int place : policy.issuers().acceptingAny()) {
      PresentedToken token = of(place);
      if (token != null && token.hasKnownAlgorithm()) {
        trace.judged(policy.providers().get(place), Stage.ISSUER, token.parsed(), null);
      }
    }
  }

  private static void tell(Provider provider, PresentedToken token, Trace trace) {
    if (token.isMalformed()) {
      trace.judged(provider, Stage.FORM, null, Refusal.TOKEN_MALFORMED);
      return;
    }
    trace.judged(provider, Stage.FORM, token.parsed(), null);
    if (!token.hasKnownAlgorithm()) {
      trace.judged(provider, Stage.ALGORITHM, token.parsed(), Refusal.TOKEN_ALGORITHM_DENIED);
    } else if (!provider.acceptsAnyIssuer()) {
      boolean named = provider.isNamedBy(token.issuer());
      trace.judged(
          provider, Stage.ISSUER, token.parsed(), named ? null : Refusal.TOKEN_ISSUER_UNKNOWN);
    }
  }
}
