package dev.gatehouse.operations;

import dev.gatehouse.policy.Mode;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.Provider;
import java.util.List;

/**
 * A policy in force.
 *
 * @param enforced false: shadow mode
 * @param providers the names of those that admit
 */
public record PolicyState(String name, Mode mode, boolean enforced, List<String> providers) {

  public PolicyState {
    providers = List.copyOf(providers);
  }

  /** What is told of a policy. */
  public static PolicyState of(Policy policy) {
    return new PolicyState(
        policy.name(),
        policy.mode(),
        policy.enforced(),
        policy.providers().stream().map(Provider::name).toList());
  }
}
