package dev.gatehouse.migration;

import dev.gatehouse.config.ReservedHeaders;
import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.token.TokenCharacters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that is being written.
 *
 * <p>Not thread-safe: one import.
 */
final class Plan {

  /** Names nothing, and never will (RFC 2606): requests to it are answered 502. */
  static final String NOWHERE = "http://upstream.invalid:8080";

  private static final int LONGEST_NAME = 64;

  private final Notes notes = new Notes();
  private final Map<String, Block> providers = new LinkedHashMap<>();
  private final Map<String, Block> policies = new LinkedHashMap<>();
  private final List<PlannedRoute> routes = new ArrayList<>();
  private final Set<String> routeIds = new LinkedHashSet<>();
  private final Set<String> unrouted = new LinkedHashSet<>();
  private final Set<String> trustedHeaders = new LinkedHashSet<>();

  /** What is said about the whole. */
  Notes notes() {
    return notes;
  }

  /** Adds a provider; one that is there already is not added twice. Gives the name it got. */
  String provider(String wished, Block provider) {
    return add(providers, wished, provider);
  }

  /** Adds a policy; one that is there already is not added twice. Gives the name it got. */
  String policy(String wished, Block policy) {
    return add(policies, wished, policy);
  }

  /** Lets a route that leads nowhere be written for a policy that no route names. */
  void unrouted(String policy) {
    unrouted.add(policy);
  }

  /** Adds a route, behind those that are there. */
  void route(PlannedRoute route) {
    String id = free(plain(route.id()), routeIds);
    routeIds.add(id);
    routes.add(route.withId(id));
  }

  /**
   * Notes a header that the other gateway sets from a token, or takes away, and Gatehouse cannot: a
   * client's own must not reach the upstream, which trusts it.
   */
  void trusted(String header) {
    if (TokenCharacters.isToken(header) && ReservedHeaders.meaning(header) == null) {
      trustedHeaders.add(header);
    }
  }

  /** Whether there is anything that guards anything. */
  boolean usable() {
    return !used().isEmpty();
  }

  private Set<String> used() {
    var used = new LinkedHashSet<String>();
    for (String policy : policies.keySet()) {
      if (unrouted.contains(policy)
          || routes.stream().anyMatch(route -> route.policy().equals(policy))) {
        used.add(policy);
      }
    }
    return used;
  }

  private boolean isNamed(String provider, Set<String> used) {
    return used.stream()
        .map(policies::get)
        .anyMatch(
            policy ->
                policy != null
                    && policy.entries().get("providers") instanceof Value.Texts(var names)
                    && names.contains(provider));
  }

  /** The configuration. */
  Block document() {
    Set<String> used = used();
    var named = new Block();
    providers.forEach(
        (name, provider) -> {
          if (isNamed(name, used)) {
            named.block(name, provider);
          } else {
            notes.lost("no policy that is written names the provider " + name);
          }
        });
    var judged = new Block();
    policies.forEach(
        (name, policy) -> {
          if (used.contains(name)) {
            judged.block(name, policy);
          } else {
            notes.lost("no route that is written names the policy " + name);
          }
        });
    var gatehouse = new Block().block("providers", named).block("policies", judged);
    var all = new ArrayList<PlannedRoute>(routes);
    routes.forEach(route -> unrouted.remove(route.policy()));
    unrouted.forEach(
        policy -> all.add(placeholder(policy, routes.isEmpty() && unrouted.size() == 1)));
    gatehouse.blocks("routes", all.stream().map(route -> route.block(removed())).toList());
    return new Block(notes).block("gatehouse", gatehouse);
  }

  /** What no provider maps: identity headers are removed anyway, and no filter may name them. */
  private List<String> removed() {
    var mapped = new ArrayList<String>();
    for (Block provider : providers.values()) {
      if (provider.entries().get("claimsToHeaders") instanceof Value.Lines(var claims)) {
        for (Block claim : claims) {
          if (claim.entries().get("header") instanceof Value.Text(String header)) {
            mapped.add(header);
          }
        }
      }
    }
    HeaderNames identity = HeaderNames.of(mapped);
    return trustedHeaders.stream().filter(header -> !identity.contains(header)).toList();
  }

  private PlannedRoute placeholder(String policy, boolean alone) {
    var said = new Notes();
    said.lost("the upstream is not in these files: write its origin, and the paths it serves");
    String path = alone ? "Path=/**" : "Path=/" + policy + "/**";
    return new PlannedRoute(
        free(policy, routeIds), NOWHERE, List.of(path), List.of(), policy, said);
  }

  private static String add(Map<String, Block> all, String wished, Block block) {
    String name = plain(wished);
    for (Map.Entry<String, Block> known : all.entrySet()) {
      if (known.getValue().equals(block)) {
        known.getValue().notes().addAll(block.notes());
        return known.getKey();
      }
    }
    name = free(name, all.keySet());
    all.put(name, block);
    return name;
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int i = 2; taken.contains(free); i++) {
      String suffix = "-" + i;
      free = name.substring(0, Math.min(name.length(), LONGEST_NAME - suffix.length())) + suffix;
    }
    return free;
  }

  /** The name in the characters a name may have; {@code none} has a meaning of its own. */
  static String plain(@Nullable String wished) {
    var name = new StringBuilder();
    String from = wished == null ? "" : wished;
    for (int i = 0; i < from.length() && name.length() < LONGEST_NAME; i++) {
      char c = from.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.';
      name.append(fits ? c : '-');
    }
    boolean dots = name.chars().allMatch(c -> c == '.');
    return dots
        ? "imported"
        : name.toString().equalsIgnoreCase("none") ? "none-1" : name.toString();
  }
}
