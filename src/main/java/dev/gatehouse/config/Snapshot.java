package dev.gatehouse.config;

import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.errors.ErrorFormat;
import dev.gatehouse.keys.MonitoredKeySet;
import dev.gatehouse.policy.Gatekeeper;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.Provider;
import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.token.RememberedTokens;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a configuration means, compiled; immutable but for the keys, which renew themselves.
 * Several may live side by side.
 *
 * @param providers by name, in the file's order
 * @param keySets the providers' keys, by the provider's name
 * @param policies by name, in the file's order
 * @param identityHeaders every header that any provider maps
 * @param identityHeaderNames the same, as the file spells them
 * @param routes in the file's order
 * @param verifier what other proxies are served; null: nothing
 * @param trustedProxies whose forwarded headers are believed
 * @param errorFormat of Gatehouse's own answers
 * @param directLane whether requests may pass Spring Cloud Gateway's chain by
 * @param logSubject whether the access log names the token's {@code sub}
 * @param drainDelay how long requests are taken after SIGTERM
 * @param digest of the configuration without its secrets: equal where nothing else differs
 * @param lineage what the next snapshot may take over; null: nothing
 */
public record Snapshot(
    Gatekeeper gatekeeper,
    Map<String, Provider> providers,
    Map<String, MonitoredKeySet> keySets,
    Map<String, Policy> policies,
    HeaderNames identityHeaders,
    List<String> identityHeaderNames,
    List<RouteSpec> routes,
    @Nullable VerifierSpec verifier,
    AddressRanges trustedProxies,
    ErrorFormat errorFormat,
    Limits limits,
    UpstreamLimits upstream,
    boolean directLane,
    boolean logSubject,
    Duration drainDelay,
    String digest,
    @Nullable Lineage lineage) {

  private static final RememberedTokens.Statistics NOTHING =
      new RememberedTokens.Statistics(0, 0, 0, 0, 0);

  public Snapshot {
    providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
    keySets = Collections.unmodifiableMap(new LinkedHashMap<>(keySets));
    policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
    identityHeaderNames = List.copyOf(identityHeaderNames);
    routes = List.copyOf(routes);
  }

  /** How the memory of verified tokens is doing. */
  public RememberedTokens.Statistics remembered() {
    return lineage == null ? NOTHING : lineage.remembered().statistics();
  }

  /**
   * The key sets that another snapshot does not hold: those to start where the other is replaced by
   * this one, and those to close where this one is replaced by the other.
   *
   * @param other null: there is none, so all of them
   */
  public List<MonitoredKeySet> keysBeyond(@Nullable Snapshot other) {
    return keySets.values().stream().filter(keys -> other == null || !other.holds(keys)).toList();
  }

  /** The longest that a request may wait for keys. */
  public Duration longestWait() {
    return lineage == null ? Duration.ZERO : lineage.longestWait();
  }

  private boolean holds(MonitoredKeySet keys) {
    return keySets.values().stream().anyMatch(held -> held == keys);
  }
}
