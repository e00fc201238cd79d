package dev.gatehouse.config;

import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.policy.Authorization;
import dev.gatehouse.policy.PolicyRule;
import dev.gatehouse.policy.PolicyRule.Effect;
import dev.gatehouse.rules.Compiled;
import dev.gatehouse.rules.Rule;
import dev.gatehouse.rules.RuleCompiler;
import dev.gatehouse.token.Scopes;
import java.util.ArrayList;
import java.util.List;

/** Where a policy has its rules, and what is made of them. */
final class PolicyRules {

  private PolicyRules() {}

  static RuleCompiler compiler() {
    return new RuleCompiler(network -> AddressRanges.of(List.of(network))::containsLiteral);
  }

  /** The expressions of an effect. */
  static List<String> of(PolicyProperties policy, Effect effect) {
    return switch (effect) {
      case DENY -> policy.deny();
      case REQUIRE -> policy.require();
      case ALLOW -> policy.allow();
    };
  }

  /** The key that an expression stands at. */
  static String place(String policy, Effect effect, int index) {
    String key =
        switch (effect) {
          case DENY -> "deny";
          case REQUIRE -> "require";
          case ALLOW -> "allow";
        };
    return "gatehouse.policies." + policy + "." + key + "[" + index + "]";
  }

  /** What a policy asks for, of a file without errors. */
  static Authorization authorization(String name, PolicyProperties policy, RuleCompiler compiler) {
    var rules = new ArrayList<PolicyRule>();
    for (Effect effect : Effect.values()) {
      List<String> expressions = of(policy, effect);
      for (int i = 0; i < expressions.size(); i++) {
        String place = place(name, effect, i);
        rules.add(new PolicyRule(effect, place, sound(compiler, expressions.get(i), place)));
      }
    }
    return new Authorization(Scopes.of(policy.scopes()), rules);
  }

  private static Rule sound(RuleCompiler compiler, String expression, String place) {
    return switch (compiler.compile(expression)) {
      case Compiled.Sound(var rule) -> rule;
      case Compiled.Unsound _ -> throw new IllegalStateException(place + " is no rule");
    };
  }
}
