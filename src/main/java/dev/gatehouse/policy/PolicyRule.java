package dev.gatehouse.policy;

import dev.gatehouse.rules.Outcome;
import dev.gatehouse.rules.Rule;
import dev.gatehouse.rules.RuleFacts;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A rule in a policy. That it cannot be evaluated is logged once. */
public final class PolicyRule {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyRule.class);

  private final Effect effect;
  private final String place;
  private final Rule rule;
  private final AtomicBoolean logged = new AtomicBoolean();

  /** What follows from a rule, in the order in which the three are asked. */
  public enum Effect {
    /** A request for which it is true is refused. */
    DENY,
    /** A request for which it is not true is refused. */
    REQUIRE,
    /** A request for which none of these is true is refused. */
    ALLOW
  }

  /**
   * Makes a rule.
   *
   * @param place the key of the configuration it stands at, such as {@code
   *     gatehouse.policies.default.deny[0]}
   */
  public PolicyRule(Effect effect, String place, Rule rule) {
    this.effect = effect;
    this.place = place;
    this.rule = rule;
  }

  /** What follows from it. */
  public Effect effect() {
    return effect;
  }

  /** The key of the configuration it stands at. */
  public String place() {
    return place;
  }

  /** What the rule says of a request, whatever follows. */
  Outcome evaluate(RuleFacts facts, Trace trace) {
    Outcome outcome = rule.evaluate(facts);
    trace.ruled(this, outcome);
    if (outcome instanceof Outcome.Failed failed
        && trace == Trace.NONE
        && !logged.get()
        && logged.compareAndSet(false, true)) {
      LOG.warn(
          "{} cannot be evaluated and refuses: {}{}; this is not logged again",
          place,
          failed.failure().reason(),
          failed.offset() < 0 ? "" : " (at character " + (failed.offset() + 1) + ")");
    }
    return outcome;
  }

  @Override
  public String toString() {
    return "PolicyRule[" + place + "]";
  }
}
