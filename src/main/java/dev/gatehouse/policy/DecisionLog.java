package dev.gatehouse.policy;

/**
 * Is told of every decision, once, by the door that asked for it. Never blocks and never throws.
 */
@FunctionalInterface
public interface DecisionLog {

  /**
   * Takes note of a decision.
   *
   * @param route the id of the route that was asked for; empty where there is none
   * @param policy what was decided by
   * @param nanos how long it took, waiting for keys included
   */
  void decided(String route, Policy policy, Decision decision, long nanos);

  /**
   * Takes note of a request that was ended while it was served, as its token had expired.
   *
   * @param route the id of its route
   */
  default void outlived(String route, Policy policy) {}

  /** Listens to nothing. */
  static DecisionLog none() {
    return (_, _, _, _) -> {};
  }
}
