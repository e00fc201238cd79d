package dev.gatehouse.proxy;

import dev.gatehouse.config.CorsSpec;
import dev.gatehouse.config.Limits;
import dev.gatehouse.config.RouteSpec;
import dev.gatehouse.config.Snapshot;
import dev.gatehouse.config.UpstreamLimits;
import dev.gatehouse.config.UpstreamTls;
import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.edge.PathOddity;
import dev.gatehouse.errors.ErrorFormat;
import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeySet;
import dev.gatehouse.keys.Keys;
import dev.gatehouse.policy.Gatekeeper;
import dev.gatehouse.policy.Mode;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.Provider;
import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.token.Check;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.TokenSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.util.unit.DataSize;

/** Configurations for tests, whose decisions are somebody else's. */
final class TestSnapshots {

  static final Policy POLICY = new Policy("default", Mode.STRICT, List.of(provider(List.of())));

  /** The same, by whose provider tokens expire. */
  static final Policy EXPIRING =
      new Policy(
          "default",
          Mode.STRICT,
          List.of(provider(List.of(Checks.expiration(true, Duration.ZERO)))));

  private static final Limits LIMITS =
      new Limits(
          DataSize.ofKilobytes(20),
          DataSize.ofKilobytes(32),
          DataSize.ofKilobytes(16),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          10_000);

  private final List<RouteSpec> routes = new ArrayList<>();
  private List<String> trusted = List.of();
  private UpstreamLimits upstream =
      new UpstreamLimits(
          Duration.ofSeconds(2), Duration.ofSeconds(10), 50, 50, Duration.ofSeconds(30));
  private boolean directLane = !"false".equals(System.getProperty("gatehouse.directLane"));
  private ErrorFormat format = ErrorFormat.PROBLEM;

  static TestSnapshots with() {
    return new TestSnapshots();
  }

  TestSnapshots guarded(String uri, String predicate, String... filters) {
    return route(uri, POLICY, List.of(predicate), List.of(filters), Set.of());
  }

  TestSnapshots open(String uri, String predicate, String... filters) {
    return route(uri, null, List.of(predicate), List.of(filters), Set.of());
  }

  TestSnapshots route(
      String uri,
      Policy policy,
      List<String> predicates,
      List<String> filters,
      Set<PathOddity> allowInPath) {
    return route(uri, policy, predicates, filters, allowInPath, null);
  }

  /** A public route whose upstream is spoken to by this TLS. */
  TestSnapshots secured(String uri, UpstreamTls tls, String predicate, String... filters) {
    return route(uri, null, List.of(predicate), List.of(filters), tls, Set.of(), null);
  }

  TestSnapshots route(
      String uri,
      Policy policy,
      List<String> predicates,
      List<String> filters,
      Set<PathOddity> allowInPath,
      CorsSpec cors) {
    return route(uri, policy, predicates, filters, null, allowInPath, cors);
  }

  private TestSnapshots route(
      String uri,
      Policy policy,
      List<String> predicates,
      List<String> filters,
      UpstreamTls tls,
      Set<PathOddity> allowInPath,
      CorsSpec cors) {
    int index = routes.size();
    routes.add(
        new RouteSpec(
            "r" + index,
            uri,
            predicates,
            filters,
            policy,
            tls,
            null,
            allowInPath,
            cors,
            "gatehouse.routes[" + index + "]"));
    return this;
  }

  TestSnapshots trusting(String... networks) {
    trusted = List.of(networks);
    return this;
  }

  TestSnapshots upstream(UpstreamLimits limits) {
    upstream = limits;
    return this;
  }

  TestSnapshots format(ErrorFormat other) {
    format = other;
    return this;
  }

  TestSnapshots directLane(boolean on) {
    directLane = on;
    return this;
  }

  Snapshot snapshot() {
    return new Snapshot(
        new Gatekeeper(16 * 1024),
        Map.of(),
        Map.of(),
        Map.of("default", POLICY),
        HeaderNames.of(List.of("X-User-Id", "x-team")),
        List.of("X-User-Id", "x-team"),
        routes,
        null,
        AddressRanges.of(trusted),
        format,
        LIMITS,
        upstream,
        directLane,
        true,
        Duration.ZERO,
        "",
        null);
  }

  private static Provider provider(List<Check> checks) {
    var definition =
        new Provider.Definition(
            "idp",
            null,
            List.of(new TokenSource.Header("Authorization", "Bearer")),
            false,
            Set.of(JwsAlgorithm.RS256),
            checks,
            IdentityHeaders.of(List.of()));
    return new Provider(
        definition,
        new KeySet() {
          @Override
          public Lookup current() {
            return new Lookup.Unavailable(Duration.ofSeconds(1));
          }

          @Override
          public Lookup newerThan(Keys seen, String kid) {
            return current();
          }

          @Override
          public void start() {}

          @Override
          public void close() {}
        },
        InstantSource.system());
  }
}
