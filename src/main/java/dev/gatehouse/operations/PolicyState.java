package dev.gatehouse.operations;

import dev.gatehouse.policy.Authorization;
import dev.gatehouse.policy.Mode;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.PolicyRule.Effect;
import dev.gatehouse.policy.Provider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A policy in force.
 *
 * @param enforced false: shadow mode
 * @param providers the names of those that admit
 * @param audiences those it asks for in its providers' place; empty: theirs
 * @param rules how many it has of each kind; their text may hold what an environment variable
 *     brought
 */
public record PolicyState(
    String name,
    Mode mode,
    boolean enforced,
    List<String> providers,
    List<String> audiences,
    List<String> scopes,
    Map<String, Integer> rules) {

  public PolicyState {
    providers = List.copyOf(providers);
    audiences = List.copyOf(audiences);
    scopes = List.copyOf(scopes);
    rules = Map.copyOf(rules);
  }

  /** A policy that asks for nothing but a token. */
  public PolicyState(String name, Mode mode, boolean enforced, List<String> providers) {
    this(name, mode, enforced, providers, List.of(), List.of(), Map.of());
  }

  /** What is told of a policy. */
  public static PolicyState of(Policy policy) {
    return new PolicyState(
        policy.name(),
        policy.mode(),
        policy.enforced(),
        policy.providers().stream().map(Provider::name).toList(),
        policy.audiences().stream().sorted().toList(),
        policy.authorization().scopes().required(),
        rules(policy.authorization()));
  }

  private static Map<String, Integer> rules(Authorization authorization) {
    var rules = new TreeMap<String, Integer>();
    for (Effect effect : Effect.values()) {
      if (authorization.count(effect) > 0) {
        rules.put(effect.name().toLowerCase(Locale.ROOT), authorization.count(effect));
      }
    }
    return rules;
  }
}
