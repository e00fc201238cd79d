package dev.gatehouse.config;

import dev.gatehouse.policy.PolicyRule.Effect;
import dev.gatehouse.rules.Compiled;
import dev.gatehouse.rules.RuleCompiler;
import java.util.List;

/** Checks that the rules of policies compile, each mistake told at its place in the expression. */
final class RuleChecks {

  private final GatehouseProperties properties;
  private final Problems problems;
  private final RuleCompiler compiler = PolicyRules.compiler();

  RuleChecks(GatehouseProperties properties, Problems problems) {
    this.properties = properties;
    this.problems = problems;
  }

  void check() {
    properties
        .policies()
        .forEach(
            (name, policy) -> {
              for (Effect effect : Effect.values()) {
                check(name, effect, PolicyRules.of(policy, effect));
              }
            });
  }

  private void check(String policy, Effect effect, List<String> expressions) {
    for (int i = 0; i < expressions.size(); i++) {
      String place = PolicyRules.place(policy, effect, i);
      if (!problems.hasErrorAt(place)
          && compiler.compile(expressions.get(i)) instanceof Compiled.Unsound(var mistakes)) {
        mistakes.forEach(mistake -> note(place, mistake));
      }
    }
  }

  /** A sentence about an expression may quote it, and with it what a variable holds. */
  private void note(String place, Compiled.Mistake mistake) {
    if (problems.hasPlaceholderAt(place)) {
      problems.error(
          place,
          "this is no rule once its placeholders are filled in",
          "check it with '--check' and the values in their place");
    } else {
      problems.errorInside(
          place, mistake.line(), mistake.column(), mistake.message(), mistake.advice());
    }
  }
}
