package dev.gatehouse.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration of Envoy's filter {@code jwt_authn}.
 *
 * <p>Not thread-safe: one import.
 */
final class EnvoyJwt {

  private final Plan plan;
  private final Map<String, EnvoyProvider> providers = new LinkedHashMap<>();

  EnvoyJwt(Plan plan) {
    this.plan = plan;
  }

  /**
   * Reads the filter.
   *
   * @param upstream where all requests go; null: that is not in these files
   */
  void read(Item filter, @Nullable String upstream) {
    filter.skip("@type", "statPrefix", "stripFailureResponse");
    filter.lose(
        "bypassCorsPreflight", "a preflight without a token is refused, unless the route has cors");
    filter.lose("filterStateRules", "requirements that other filters choose are left out");
    filter.named("providers").forEach(this::provider);
    var requirements = new EnvoyRequirements(plan, providers);
    Map<String, Item> named = filter.named("requirementMap");
    var policies = new LinkedHashMap<String, EnvoyRequirements.Outcome>();
    named.forEach((name, item) -> policies.put(name, requirements.read(name, item)));
    List<Item> rules = filter.items("rules");
    if (!filter.understood()) {
      plan.notes().lost(filter.place() + ": the filter's rules are left out");
      return;
    }
    routes(rules, policies, requirements, upstream);
    if (rules.isEmpty()) {
      policies.values().forEach(this::unrouted);
    }
  }

  private void unrouted(EnvoyRequirements.Outcome outcome) {
    if (outcome instanceof EnvoyRequirements.Outcome.Required(String policy)) {
      plan.unrouted(policy);
    }
  }

  private void provider(String name, Item item) {
    EnvoyProvider provider = EnvoyProvider.read(name, item, plan);
    if (provider != null) {
      providers.put(name, provider);
    }
  }

  private void routes(
      List<Item> rules,
      Map<String, EnvoyRequirements.Outcome> named,
      EnvoyRequirements requirements,
      @Nullable String upstream) {
    var missing = new ArrayList<EnvoyRequirements.Outcome>();
    for (int i = 0; i < rules.size(); i++) {
      Item rule = rules.get(i);
      Notes notes = new Notes();
      rule.noteTo(notes);
      Item match = rule.item("match");
      List<String> predicates = match == null ? null : predicates(match);
      String id = "rule-" + (i + 1);
      EnvoyRequirements.Outcome outcome = outcome(rule, id, named, requirements);
      boolean understood = rule.understood();
      boolean hidden =
          missing.stream()
              .anyMatch(
                  other ->
                      other instanceof EnvoyRequirements.Outcome.Unsayable
                          || !other.equals(outcome));
      String policy = outcome.policy();
      if (predicates == null || policy == null || !understood || hidden) {
        plan.notes().addAll(notes);
        plan.notes()
            .lost(
                rule.place()
                    + (hidden
                        ? ": left out, as it would get requests of a rule above that is left out"
                        : ": the rule is left out"));
        missing.add(understood ? outcome : new EnvoyRequirements.Outcome.Unsayable());
      } else {
        if (upstream == null) {
          notes.lost("the upstream is not in this filter: write its origin");
        }
        String uri = upstream == null ? Plan.NOWHERE : upstream;
        plan.route(new PlannedRoute(id, uri, predicates, List.of(), policy, notes));
      }
    }
  }

  private static EnvoyRequirements.Outcome outcome(
      Item rule,
      String id,
      Map<String, EnvoyRequirements.Outcome> named,
      EnvoyRequirements requirements) {
    String name = rule.rawText("requirementName");
    Item requires = rule.item("requires");
    if (name != null) {
      EnvoyRequirements.Outcome outcome = named.get(name);
      return outcome == null || requires != null
          ? new EnvoyRequirements.Outcome.Unsayable()
          : outcome;
    }
    return requires == null
        ? new EnvoyRequirements.Outcome.Open()
        : requirements.read(id, requires);
  }

  private static @Nullable List<String> predicates(Item match) {
    String prefix = match.rawText("prefix");
    String path = match.rawText("path");
    String below = match.rawText("pathSeparatedPrefix");
    boolean sensitive = match.flag("caseSensitive", true);
    if (!sensitive || !match.complete()) {
      return null;
    }
    String predicate =
        prefix != null
            ? PathPatterns.beginningWith(prefix)
            : path != null
                ? PathPatterns.exactly(path)
                : below == null ? null : PathPatterns.below(below);
    return predicate == null ? null : List.of(predicate);
  }

  /** A length of time that Gatehouse takes as it is. */
  static @Nullable String time(@Nullable Duration duration) {
    return duration == null ? null : Durations.text(duration);
  }
}
