package dev.gatehouse.migration;

import dev.gatehouse.migration.Kubernetes.Resource;
import dev.gatehouse.migration.Verdicts.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a rule of an {@code HTTPRoute}. */
final class HttpRule {

  private final Kubernetes cluster;
  private final Resource resource;
  private final List<String> hosts;
  private final Verdict verdict;

  HttpRule(Kubernetes cluster, Resource resource, List<String> hosts, Verdict verdict) {
    this.cluster = cluster;
    this.resource = resource;
    this.hosts = List.copyOf(hosts);
    this.verdict = verdict;
  }

  /**
   * A way to the rule.
   *
   * @param rank how special its path is, then its length, its method, its headers, its parameters
   * @param route null where it cannot be said
   */
  record Way(String place, List<Integer> rank, @Nullable PlannedRoute route) {}

  /** The ways to the rule: its matches, or any request. */
  List<Way> read(Item rule) {
    Notes notes = new Notes();
    rule.noteTo(notes);
    String policy =
        switch (verdict) {
          case Verdict.Guarded(String name) -> name;
          case Verdict.Open() -> PlannedRoute.PUBLIC;
          case Verdict.Untouched(), Verdict.Unsayable() -> null;
        };
    String uri = upstream(rule, notes);
    List<String> host = hostPredicate();
    List<Item> matches = rule.items("matches");
    List<String> filters = filters(rule, matches);
    UnrelatedKeys.lose(rule);
    boolean sayable = rule.understood() && policy != null && host != null && filters != null;
    var ways = new ArrayList<Way>();
    for (Item match : matches) {
      var reader = new HttpMatch();
      List<String> predicates = reader.read(match);
      ways.add(
          way(
              match,
              reader.rank(),
              sayable ? predicates : null,
              host,
              uri,
              filters,
              policy,
              notes));
    }
    if (matches.isEmpty()) {
      List<String> any = List.of("Path=/**");
      ways.add(way(rule, HttpMatch.ANY, sayable ? any : null, host, uri, filters, policy, notes));
    }
    return ways;
  }

  private Way way(
      Item place,
      List<Integer> rank,
      @Nullable List<String> predicates,
      @Nullable List<String> host,
      String uri,
      @Nullable List<String> filters,
      @Nullable String policy,
      Notes notes) {
    if (predicates == null || host == null || filters == null || policy == null) {
      return new Way(place.place(), rank, null);
    }
    var all = new ArrayList<String>(host);
    all.addAll(predicates);
    var route = new PlannedRoute(resource.name(), uri, all, filters, policy, notes);
    return new Way(place.place(), rank, route);
  }

  /** The hosts as a predicate, none where any will do; null where they cannot be said. */
  private @Nullable List<String> hostPredicate() {
    if (hosts.isEmpty()) {
      return List.of();
    }
    for (String host : hosts) {
      String bare = host.startsWith("*.") ? host.substring(2) : host;
      if (!Kubernetes.isHost(bare)) {
        return null;
      }
    }
    return List.of(
        hosts.stream()
            // at least one name in front, as many as there are
            .map(host -> host.startsWith("*.") ? "*.**" + host.substring(1) : host)
            .collect(Collectors.joining(",", "Host=", "")));
  }

  private String upstream(Item rule, Notes notes) {
    List<Item> references = rule.items("backendRefs");
    if (references.size() > 1) {
      notes.lost(rule.place("backendRefs") + ": all requests go to the first backend");
    }
    String origin =
        references.isEmpty() ? null : cluster.origin(references.getFirst(), resource.namespace());
    if (origin == null) {
      notes.lost(rule.place("backendRefs") + ": where it leads is not in these files");
      return Plan.NOWHERE;
    }
    return origin;
  }

  /** The filters; null where one cannot be said, which may be one that guards. */
  private static @Nullable List<String> filters(Item rule, List<Item> matches) {
    var filters = new ArrayList<String>();
    for (Item filter : rule.items("filters")) {
      String type = filter.rawText("type");
      Item rewrite = filter.item("urlRewrite");
      Item modifier = filter.item("requestHeaderModifier");
      String written = null;
      if ("URLRewrite".equals(type) && rewrite != null) {
        written = stripped(rewrite, matches);
      } else if ("RequestHeaderModifier".equals(type) && modifier != null && isRemoval(modifier)) {
        modifier.texts("remove").forEach(header -> filters.add("RemoveRequestHeader=" + header));
        continue;
      }
      if (written == null || !filter.complete()) {
        rule.notes().lost(filter.place() + ": this filter has no counterpart");
        return null;
      }
      filters.add(written);
    }
    return filters;
  }

  private static boolean isRemoval(Item modifier) {
    List<String> names = modifier.texts("remove");
    return modifier.understood()
        && !names.isEmpty()
        && names.stream().allMatch(PathPatterns::isWord);
  }

  /** {@code /a/b} replaced by {@code /} is two steps less. */
  private static @Nullable String stripped(Item rewrite, List<Item> matches) {
    Item path = rewrite.item("path");
    if (path == null || !"ReplacePrefixMatch".equals(path.rawText("type"))) {
      return null;
    }
    Item match = matches.size() == 1 ? matches.getFirst().item("path") : null;
    String prefix = match == null ? null : match.rawText("value");
    if (prefix == null || !"/".equals(path.rawText("replacePrefixMatch"))) {
      return null;
    }
    long steps = prefix.chars().filter(c -> c == '/').count() - (prefix.endsWith("/") ? 1 : 0);
    return "StripPrefix=" + steps;
  }
}
