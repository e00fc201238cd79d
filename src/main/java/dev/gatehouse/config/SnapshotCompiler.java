package dev.gatehouse.config;

import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.keys.KeySetEvents;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.KeySets;
import dev.gatehouse.keys.MonitoredKeySet;
import dev.gatehouse.keys.SignatureChoice;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.policy.Gatekeeper;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.Provider;
import dev.gatehouse.policy.RememberedToken;
import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.rules.RuleCompiler;
import dev.gatehouse.token.RememberedTokens;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compiles a loaded file to a snapshot. */
public final class SnapshotCompiler {

  private final KeySetCompiler keys;
  private final ClientTls tls;
  private final Signatures signatures;
  private final InstantSource clock;

  /**
   * Makes a compiler.
   *
   * @param keySets makes the providers' key sets
   * @param signatures whose code verifies signatures under the keys that stand in the file or
   *     beside it
   * @param events who listens to the key set of a provider, by its name
   * @param tls the TLS of the bundles that fetches may name
   * @param clock what tokens' times are held against
   */
  public SnapshotCompiler(
      KeySets keySets,
      Signatures signatures,
      Function<String, KeySetEvents> events,
      ClientTls tls,
      InstantSource clock) {
    this.keys = new KeySetCompiler(keySets, new KeySetParser(signatures), events, tls);
    this.tls = tls;
    this.signatures = signatures;
    this.clock = clock;
  }

  /** Notes where the file insists on native signatures, and their library does not load. */
  public void checkSignatures(ConfigurationFile.Loaded loaded) {
    if (loaded.signatures() == SignatureChoice.NATIVE && signatures.provider() == null) {
      loaded
          .problems()
          .error(
              "gatehouse.signatures",
              "the native library does not load: " + signatures.reason(),
              "write auto, and the Java platform verifies signatures instead");
    }
  }

  /**
   * Notes what is wrong with a file's bundles, which only the running application knows; also where
   * the file has other errors.
   */
  public void checkBundles(ConfigurationFile.Loaded loaded) {
    loaded
        .providers()
        .forEach(
            (name, provider) -> {
              String bundle = provider.jwks().sslBundle();
              if (bundle != null) {
                String path = "gatehouse.providers." + name + ".jwks.sslBundle";
                tls.check(bundle, path, loaded.problems());
              }
            });
    List<RouteProperties> routes = loaded.routes();
    for (int i = 0; i < routes.size(); i++) {
      RouteTlsProperties own = routes.get(i).tls();
      String path = "gatehouse.routes[" + i + "].tls.bundle";
      if (own != null && !loaded.problems().hasErrorAt(path)) {
        tls.check(own.bundle(), path, loaded.problems());
      }
    }
  }

  /**
   * Compiles a file. Nothing is fetched before {@link Snapshot#succeed}.
   *
   * @param loaded a file without errors
   * @param previous the snapshot in force, of which providers that are still the same keep their
   *     keys and remembered tokens; null: there is none
   * @return null where a key file changed meanwhile and has no usable key, which is then noted
   */
  public @Nullable Snapshot compile(ConfigurationFile.Loaded loaded, @Nullable Snapshot previous) {
    GatehouseProperties properties = loaded.properties();
    if (properties == null) {
      throw new IllegalArgumentException("a file with errors means nothing");
    }
    return new Compilation(properties, loaded, previous).snapshot();
  }

  private final class Compilation {

    private final GatehouseProperties properties;
    private final Path folder;
    private final Problems problems;
    private final @Nullable Snapshot previous;
    private final RememberedTokens<RememberedToken> remembered;
    private final RuleCompiler rules = PolicyRules.compiler();
    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, MonitoredKeySet> keySets = new LinkedHashMap<>();

    Compilation(
        GatehouseProperties properties,
        ConfigurationFile.Loaded loaded,
        @Nullable Snapshot previous) {
      this.properties = properties;
      this.folder = loaded.folder();
      this.problems = loaded.problems();
      this.previous = previous;
      Lineage lineage = previous == null ? null : previous.lineage();
      this.remembered =
          lineage != null && lineage.properties().tokenCache().equals(properties.tokenCache())
              ? lineage.remembered()
              : new RememberedTokens<>(properties.tokenCache().size().toBytes(), clock);
    }

    @Nullable Snapshot snapshot() {
      properties.providers().forEach(this::addProvider);
      if (problems.hasErrors()) {
        return null;
      }
      Map<String, Policy> policies = policies();
      ForwardAuthProperties forwardAuth = properties.forwardAuth();
      return new Snapshot(
          new Gatekeeper((int) properties.limits().token().toBytes(), remembered, clock),
          providers,
          keySets,
          policies,
          HeaderNames.of(identityHeaders(properties)),
          identityHeaders(properties),
          routes(policies),
          forwardAuth == null ? null : forwardAuth.spec(policies, properties),
          AddressRanges.of(properties.trustedProxies()),
          properties.errors().format(),
          properties.limits(),
          properties.upstream(),
          properties.directLane(),
          properties.accessLog().subject(),
          properties.drainDelay(),
          Digest.of(properties),
          new Lineage(properties, folder, remembered));
    }

    private void addProvider(String name, ProviderProperties provider) {
      MonitoredKeySet keySet = inheritedKeys(name, provider);
      if (keySet == null) {
        keySet = keys.compile(name, provider, folder, problems);
      }
      if (keySet == null) {
        return;
      }
      keySets.put(name, keySet);
      Provider same = inheritedProvider(name, provider, keySet);
      providers.put(
          name,
          same != null
              ? same
              : new Provider(ProviderCompiler.definition(name, provider), keySet, clock));
    }

    private @Nullable MonitoredKeySet inheritedKeys(String name, ProviderProperties provider) {
      ProviderProperties before = before(name);
      if (previous == null || before == null) {
        return null;
      }
      boolean sameSource =
          before.jwks().equals(provider.jwks())
              && (provider.jwks().url() != null
                  || Objects.equals(before.issuer(), provider.issuer()));
      return sameSource ? previous.keySets().get(name) : null;
    }

    private @Nullable Provider inheritedProvider(
        String name, ProviderProperties provider, MonitoredKeySet keySet) {
      if (previous == null || previous.lineage() == null || !provider.equals(before(name))) {
        return null;
      }
      Provider same = previous.providers().get(name);
      return same != null && same.keys() == keySet ? same : null;
    }

    private @Nullable ProviderProperties before(String name) {
      Lineage lineage = previous == null ? null : previous.lineage();
      return lineage == null || !lineage.folder().equals(folder)
          ? null
          : lineage.properties().providers().get(name);
    }

    private Map<String, Policy> policies() {
      var policies = new LinkedHashMap<String, Policy>();
      properties.policies().forEach((name, policy) -> policies.put(name, policy(name, policy)));
      return policies;
    }

    private Policy policy(String name, PolicyProperties wanted) {
      var policy =
          new Policy(
              name,
              wanted.mode(),
              wanted.enforce(),
              wanted.providers().stream().map(this::provider).toList(),
              Set.copyOf(wanted.audiences()),
              PolicyRules.authorization(name, wanted, rules));
      policy = wanted.preflight() == PreflightRule.PASS ? policy.admittingPreflights() : policy;
      return wanted.closeOnExpiry() ? policy.closingOnExpiry() : policy;
    }

    private Provider provider(String name) {
      return Objects.requireNonNull(providers.get(name), name);
    }

    private List<RouteSpec> routes(Map<String, Policy> policies) {
      var routes = new ArrayList<RouteSpec>();
      for (RouteProperties route : properties.routes()) {
        String path = "gatehouse.routes[" + routes.size() + "]";
        routes.add(route(route, policy(route, policies), tls(route), path));
      }
      return routes;
    }

    private @Nullable UpstreamTls tls(RouteProperties route) {
      RouteTlsProperties own = route.tls();
      return own == null || !route.isSecured()
          ? null
          : new UpstreamTls(own.bundle(), tls.of(own.bundle()));
    }

    private static @Nullable Policy policy(RouteProperties route, Map<String, Policy> policies) {
      String name = route.policyName();
      // a name that leads nowhere must never read as public
      return name.equals(PolicyChecks.PUBLIC)
          ? null
          : Objects.requireNonNull(policies.get(name), name);
    }
  }

  /** The route, guarded by this policy. */
  static RouteSpec route(
      RouteProperties route, @Nullable Policy policy, @Nullable UpstreamTls tls, String path) {
    CorsProperties cors = route.cors();
    return new RouteSpec(
        route.id(),
        route.uri(),
        route.predicates(),
        route.filters(),
        policy,
        tls,
        route.timeout(),
        AllowedInPath.oddities(route.allowInPath()),
        cors == null ? null : cors.spec(),
        path);
  }

  /** Every header that any provider maps, as it is spelled. */
  static List<String> identityHeaders(GatehouseProperties properties) {
    return properties.providers().values().stream()
        .flatMap(provider -> provider.claimsToHeaders().stream())
        .map(ClaimHeaderProperties::header)
        .filter(header -> !header.isEmpty())
        .toList();
  }
}
