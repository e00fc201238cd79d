package dev.gatehouse.policy;

import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.policy.PolicyRule.Effect;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestFacts;
import dev.gatehouse.rules.Outcome;
import dev.gatehouse.rules.Outcome.Truth;
import dev.gatehouse.rules.RuleFacts;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a policy asks of a request once it is known who sends it (contract, sections 1 to 3): scopes
 * first, then the rules that deny, those that are required, those that allow. A rule that cannot be
 * evaluated refuses: it counts as true where it denies, else as false. Immutable.
 */
public final class Authorization {

  /** Asks for nothing. */
  public static final Authorization NONE = new Authorization(Scopes.NONE, List.of());

  private final Scopes scopes;
  private final List<PolicyRule> denying;
  private final List<PolicyRule> required;
  private final List<PolicyRule> allowing;

  /**
   * Asks for this.
   *
   * @param scopes what the token must have
   * @param rules those of one effect in the order in which they are asked
   */
  public Authorization(Scopes scopes, List<PolicyRule> rules) {
    this.scopes = scopes;
    this.denying = those(rules, Effect.DENY);
    this.required = those(rules, Effect.REQUIRE);
    this.allowing = those(rules, Effect.ALLOW);
  }

  private static List<PolicyRule> those(List<PolicyRule> rules, Effect effect) {
    return rules.stream().filter(rule -> rule.effect() == effect).toList();
  }

  /** The scopes that the token must have. */
  public Scopes scopes() {
    return scopes;
  }

  /** How many rules of this effect there are. */
  public int count(Effect effect) {
    return switch (effect) {
      case DENY -> denying.size();
      case REQUIRE -> required.size();
      case ALLOW -> allowing.size();
    };
  }

  /**
   * What is asked about: one request before one policy.
   *
   * @param removal what takes every token out of the request, the one that is passed on included:
   *     tokens are no rule's to read
   */
  record Question(
      String policy,
      @Nullable Identity identity,
      RequestFacts request,
      Supplier<RequestEdits> removal) {

    private @Nullable String provider() {
      return identity == null ? null : identity.provider();
    }

    private RuleFacts facts(Instant now) {
      return new RuleFacts(
          policy,
          identity == null ? "" : identity.provider(),
          identity == null ? null : identity.claims(),
          request,
          removal,
          now);
    }
  }

  /** Whether it asks for anything. */
  boolean isEmpty() {
    return scopes.required().isEmpty() && !hasRules();
  }

  private boolean hasRules() {
    return !denying.isEmpty() || !required.isEmpty() || !allowing.isEmpty();
  }

  /**
   * Judges a request.
   *
   * @param trace is told of every rule, also of those that change nothing any more
   * @return why it is refused; null where it is not
   */
  @Nullable Refused refuse(Question question, Instant now, Trace trace) {
    Identity identity = question.identity();
    List<String> missing = scopes.missingFrom(identity == null ? null : identity.claims());
    trace.scoped(scopes.required(), missing);
    Refused refused =
        missing.isEmpty()
            ? null
            : new Refused(Refusal.SCOPE_INSUFFICIENT, question.provider(), missing);
    if (!hasRules() || (refused != null && trace == Trace.NONE)) {
      return refused;
    }
    boolean passes = passes(question.facts(now), trace);
    return refused != null || passes
        ? refused
        : new Refused(Refusal.ACCESS_DENIED, question.provider());
  }

  private boolean passes(RuleFacts facts, Trace trace) {
    boolean whole = trace != Trace.NONE;
    boolean passes = true;
    for (int i = 0; i < denying.size() && (passes || whole); i++) {
      passes &= denying.get(i).evaluate(facts, trace) == Truth.FALSE;
    }
    for (int i = 0; i < required.size() && (passes || whole); i++) {
      passes &= required.get(i).evaluate(facts, trace) == Truth.TRUE;
    }
    boolean allowed = allowing.isEmpty();
    for (int i = 0; i < allowing.size() && ((passes && !allowed) || whole); i++) {
      Outcome outcome = allowing.get(i).evaluate(facts, trace);
      allowed |= outcome == Truth.TRUE;
    }
    return passes && allowed;
  }
}
