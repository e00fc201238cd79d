package dev.gatehouse.config;

import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeySet;
import dev.gatehouse.keys.Keys;
import dev.gatehouse.policy.Gatekeeper;
import dev.gatehouse.policy.Mode;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.Provider;
import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.token.TokenSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a file that has errors, so that its routes can be checked as well. Should it ever
 * be served, it admits nobody anywhere.
 */
final class Draft {

  private static final Duration NEVER = Duration.ofDays(1);

  private Draft() {}

  static Snapshot of(GatehouseProperties properties, Problems problems) {
    var nobody = new Policy("draft", Mode.STRICT, List.of(nobody()));
    return new Snapshot(
        new Gatekeeper(1),
        Map.of(),
        Map.of(),
        properties.policies().keySet().stream().collect(Collectors.toMap(n -> n, _ -> nobody)),
        HeaderNames.of(SnapshotCompiler.identityHeaders(properties)),
        List.of(),
        routes(properties, nobody, problems),
        null,
        AddressRanges.NONE,
        properties.errors().format(),
        properties.limits(),
        properties.upstream(),
        properties.directLane(),
        false,
        properties.drainDelay(),
        "draft",
        null);
  }

  private static List<RouteSpec> routes(
      GatehouseProperties properties, Policy nobody, Problems problems) {
    var routes = new ArrayList<RouteSpec>();
    for (int i = 0; i < properties.routes().size(); i++) {
      RouteProperties route = properties.routes().get(i);
      String path = "gatehouse.routes[" + i + "]";
      // what is wrong already would only be told twice
      boolean told =
          problems.hasErrorAt(path + ".id")
              || problems.hasErrorAt(path + ".uri")
              || problems.hasErrorAt(path + ".predicates")
              || problems.hasErrorAt(path + ".filters");
      if (!told
          && !route.predicates().isEmpty()
          && !route.uri().isEmpty()
          && !route.id().isEmpty()) {
        routes.add(SnapshotCompiler.route(route, nobody, null, path));
      }
    }
    return routes;
  }

  private static Provider nobody() {
    var definition =
        new Provider.Definition(
            "draft",
            null,
            List.of(new TokenSource.Header("Authorization", "Bearer")),
            false,
            Set.of(JwsAlgorithm.RS256),
            List.of(),
            IdentityHeaders.of(List.of()));
    return new Provider(definition, new NoKeys(), InstantSource.system());
  }

  private static final class NoKeys implements KeySet {

    @Override
    public Lookup current() {
      return new Lookup.Unavailable(NEVER);
    }

    @Override
    public Lookup newerThan(Keys seen, @Nullable String kid) {
      return current();
    }

    @Override
    public void start() {}

    @Override
    public void close() {}
  }
}
