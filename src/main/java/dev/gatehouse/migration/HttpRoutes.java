package dev.gatehouse.migration;

import dev.gatehouse.migration.Attached.Target;
import dev.gatehouse.migration.Kubernetes.Resource;
import dev.gatehouse.migration.Verdicts.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the routes of a cluster, {@code HTTPRoute}s, in the order in which the Gateway API asks
 * them.
 *
 * <p>Not thread-safe: one import.
 */
final class HttpRoutes {

  private static final int LONGEST_HOST = 254;

  private final Kubernetes cluster;
  private final Plan plan;
  private final Verdicts verdicts;

  HttpRoutes(Kubernetes cluster, Plan plan, Verdicts verdicts) {
    this.cluster = cluster;
    this.plan = plan;
    this.verdicts = verdicts;
  }

  /**
   * One way to a rule.
   *
   * @param rank the higher, the earlier it is asked; compared number by number
   * @param route null where it cannot be said
   */
  private record Candidate(
      List<String> hosts, List<Integer> rank, @Nullable PlannedRoute route, Verdict verdict) {

    private static final Comparator<Candidate> ORDER =
        (one, other) -> {
          for (int i = 0; i < one.rank.size(); i++) {
            int difference = Integer.compare(other.rank.get(i), one.rank.get(i));
            if (difference != 0) {
              return difference;
            }
          }
          return 0;
        };
  }

  /** Writes all routes; those that cannot be said are left out, and whom they would hide. */
  void write() {
    var candidates = new ArrayList<Candidate>();
    cluster.all("HTTPRoute").forEach(route -> candidates.addAll(candidates(route)));
    if (cluster.all("HTTPRoute").isEmpty()) {
      withoutRoutes();
    }
    candidates.sort(Candidate.ORDER);
    var missing = new ArrayList<Candidate>();
    for (Candidate candidate : candidates) {
      if (candidate.verdict() instanceof Verdict.Untouched) {
        continue;
      }
      PlannedRoute route = candidate.route();
      if (route == null) {
        missing.add(candidate);
      } else if (missing.stream().anyMatch(other -> hides(other, candidate))) {
        plan.notes()
            .lost(
                "the route "
                    + route.id()
                    + " is left out: it would get requests of a route above that is left out");
        missing.add(candidate);
      } else {
        plan.route(route);
      }
    }
    verdicts.tellUnused();
  }

  /** Policies alone: the reader has to write the routes. */
  private void withoutRoutes() {
    List<Target> gateways =
        verdicts.targets().stream().filter(target -> target.kind().equals("Gateway")).toList();
    for (Target target : verdicts.targets()) {
      boolean gateway = target.kind().equals("Gateway");
      var levels = new ArrayList<Target>();
      levels.add(target);
      if (target.section() != null) {
        levels.add(new Target(target.kind(), target.namespace(), target.name(), null));
      }
      levels.addAll(gateway ? List.of() : gateways);
      switch (verdicts.on(levels, List.of())) {
        case Verdict.Guarded(String policy) -> plan.unrouted(policy);
        case Verdict.Unsayable() ->
            plan.notes().lost("the policies of " + target.name() + " are left out");
        case Verdict.Open(), Verdict.Untouched() -> {}
      }
    }
  }

  /** Whether requests that the missing route got would now be judged by another policy. */
  private static boolean hides(Candidate missing, Candidate candidate) {
    boolean open = missing.hosts().isEmpty() || candidate.hosts().isEmpty();
    boolean wild =
        missing.hosts().stream().anyMatch(host -> host.startsWith("*"))
            || candidate.hosts().stream().anyMatch(host -> host.startsWith("*"));
    boolean meet = open || wild || missing.hosts().stream().anyMatch(candidate.hosts()::contains);
    return meet
        && (missing.verdict() instanceof Verdict.Unsayable
            || !missing.verdict().equals(candidate.verdict()));
  }

  private List<Candidate> candidates(Resource resource) {
    Notes notes = new Notes();
    Item spec = resource.item().noteTo(notes).item("spec");
    if (spec == null) {
      return List.of();
    }
    List<List<String>> hostnames = together(spec.texts("hostnames"));
    List<Target> parents = new ArrayList<>();
    List<Target> listeners = new ArrayList<>();
    parents(spec, resource, parents, listeners);
    List<Item> rules = spec.items("rules");
    boolean understood = spec.understood();
    var candidates = new ArrayList<Candidate>();
    for (Item rule : rules) {
      Verdict verdict = verdicts.on(levels(rule, resource, parents), listeners);
      for (List<String> hosts : hostnames) {
        var reader = new HttpRule(cluster, resource, hosts, verdict);
        for (HttpRule.Way way : reader.read(rule)) {
          boolean said = understood && way.route() != null;
          candidates.add(
              new Candidate(hosts, rank(hosts, way), said ? way.route() : null, verdict));
          tell(resource, way, verdict, notes, said);
        }
      }
    }
    return candidates;
  }

  private static List<Target> levels(Item rule, Resource resource, List<Target> parents) {
    String section = rule.rawText("name");
    String space = resource.namespace();
    var levels = new ArrayList<Target>();
    if (section != null) {
      levels.add(new Target("HTTPRoute", space, resource.name(), section));
    }
    levels.add(new Target("HTTPRoute", space, resource.name(), null));
    levels.addAll(parents);
    return levels;
  }

  /**
   * The hosts that are of one rank: a name is asked before a wildcard, a long one before a short.
   */
  private static List<List<String>> together(List<String> hosts) {
    var together = new ArrayList<List<String>>();
    List<String> names = hosts.stream().filter(host -> !host.startsWith("*")).toList();
    if (!names.isEmpty() || hosts.isEmpty()) {
      together.add(names);
    }
    hosts.stream().filter(host -> host.startsWith("*")).map(List::of).forEach(together::add);
    return together;
  }

  private void tell(
      Resource resource, HttpRule.Way way, Verdict verdict, Notes notes, boolean said) {
    if (verdict instanceof Verdict.Untouched) {
      plan.notes()
          .lost(
              way.place()
                  + ": no policy in these files asks for a token at HTTPRoute "
                  + resource.name()
                  + "; it is left out, and needs 'policy: none' where it is to be public");
    } else if (!said) {
      plan.notes().addAll(notes);
      plan.notes().lost(way.place() + ": HTTPRoute " + resource.name() + " is left out");
    }
  }

  private static List<Integer> rank(List<String> hosts, HttpRule.Way way) {
    String first = hosts.isEmpty() ? "" : hosts.getFirst();
    int host = first.startsWith("*") ? first.length() : first.isEmpty() ? 0 : LONGEST_HOST;
    var rank = new ArrayList<Integer>();
    rank.add(host);
    rank.addAll(way.rank());
    return rank;
  }

  /**
   * Splits what a route hangs on into its gateways and the listeners it may be about.
   *
   * @param levels what policies of the route may be attached to, the most special first
   * @param uncertain listeners that serve the route beside others
   */
  private void parents(Item spec, Resource resource, List<Target> levels, List<Target> uncertain) {
    var gateways = new ArrayList<Target>();
    var sections = new ArrayList<Target>();
    for (Item reference : spec.items("parentRefs")) {
      String name = reference.rawText("name");
      String section = reference.rawText("sectionName");
      String space = Kubernetes.namespace(reference, resource.namespace());
      reference.skip("group", "kind", "port");
      for (Target target : verdicts.targets()) {
        boolean here =
            target.kind().equals("Gateway")
                && target.namespace().equals(space)
                && target.name().equals(name);
        if (here && target.section() == null) {
          gateways.add(target);
        } else if (here && section == null) {
          uncertain.add(target);
        } else if (here && Objects.equals(section, target.section())) {
          sections.add(target);
        }
      }
    }
    // served by two of a kind, it is judged by two policies
    alone(sections, levels, uncertain);
    alone(gateways, levels, uncertain);
  }

  private static void alone(List<Target> found, List<Target> levels, List<Target> uncertain) {
    List<Target> distinct = found.stream().distinct().toList();
    (distinct.size() > 1 ? uncertain : levels).addAll(distinct);
  }
}
