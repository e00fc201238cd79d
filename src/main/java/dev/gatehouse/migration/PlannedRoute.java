package dev.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;

/**
 * A route that is being written.
 *
 * @param policy the policy's name; {@code none}: public
 */
record PlannedRoute(
    String id,
    String uri,
    List<String> predicates,
    List<String> filters,
    String policy,
    Notes notes) {

  /** The policy of a route that is public. */
  static final String PUBLIC = "none";

  PlannedRoute {
    predicates = List.copyOf(predicates);
    filters = List.copyOf(filters);
  }

  PlannedRoute withId(String other) {
    return new PlannedRoute(other, uri, predicates, filters, policy, notes);
  }

  /**
   * The route as it is written.
   *
   * @param removed headers that no client may send to the upstream
   */
  Block block(List<String> removed) {
    var all = new ArrayList<String>();
    removed.forEach(header -> all.add("RemoveRequestHeader=" + header));
    all.addAll(filters);
    return new Block(notes)
        .text("id", id)
        .text("uri", uri)
        .texts("predicates", predicates)
        .texts("filters", all)
        .text("policy", policy);
  }
}
