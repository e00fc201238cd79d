package dev.gatehouse.operations;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.DecisionLog;
import dev.gatehouse.policy.Mode;
import dev.gatehouse.policy.Policy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the decisions and times them. A counter is looked up in the registry once; from then on a
 * decision finds it by names that come from the configuration, without an allocation.
 */
final class DecisionMeters implements DecisionLog {

  static final String DECISIONS = "gatehouse.decisions";
  static final String DURATION = "gatehouse.decision";
  static final String EXPIRED = "gatehouse.streams.expired";

  /** Most routes ask one policy, which has one provider. */
  private static final int FEW = 1;

  private static final Duration[] BUCKETS = {
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;
  private final Timer durations;

  /** Counters by route, policy and provider; begun anew with each configuration. */
  private volatile Map<String, Map<String, Map<String, Counters>>> known =
      new ConcurrentHashMap<>();

  DecisionMeters(MeterRegistry registry) {
    this.registry = registry;
    this.durations =
        Timer.builder(DURATION)
            .description("How long decisions took, waiting for keys included")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  @Override
  public void decided(String route, Policy policy, Decision decision, long nanos) {
    durations.record(nanos, TimeUnit.NANOSECONDS);
    counters(route, policy.name(), DecisionSeries.provider(decision))
        .of(DecisionSeries.of(decision))
        .increment();
  }

  @Override
  public void outlived(String route, Policy policy) {
    Counter.builder(EXPIRED)
        .description("Requests that were ended while they were served, as their token had expired")
        .tag("route", route)
        .tag("policy", policy.name())
        .register(registry)
        .increment();
  }

  /**
   * Makes the series of a configuration, and removes those of what is in it no longer. A request
   * that is still decided by the last one may bring a series back, until the next reload.
   */
  void follow(
      List<RouteState> routes, @Nullable VerifierState verifier, List<PolicyState> policies) {
    Map<String, PolicyState> byName = new HashMap<>();
    policies.forEach(policy -> byName.put(policy.name(), policy));
    Map<Asker, PolicyState> asked = new LinkedHashMap<>();
    for (RouteState route : routes) {
      PolicyState policy = route.policy() == null ? null : byName.get(route.policy());
      if (policy != null) {
        asked.put(new Asker(route.id(), policy.name()), policy);
      }
    }
    for (String served : verifier == null ? List.<String>of() : verifier.policies()) {
      PolicyState policy = byName.get(served);
      if (policy != null) {
        asked.put(new Asker(VerifierState.ROUTE, policy.name()), policy);
      }
    }
    for (Meter meter : registry.find(DECISIONS).meters()) {
      if (!counts(asked.get(Asker.of(meter.getId())), meter.getId())) {
        registry.remove(meter);
      }
    }
    for (Meter meter : registry.find(EXPIRED).meters()) {
      if (!asked.containsKey(Asker.of(meter.getId()))) {
        registry.remove(meter);
      }
    }
    known = new ConcurrentHashMap<>();
    asked.forEach((asker, policy) -> prepare(asker.route(), policy));
  }

  private static boolean counts(@Nullable PolicyState asked, Meter.Id series) {
    String provider = series.getTag("provider");
    return asked != null
        && provider != null
        && (provider.isEmpty() || asked.providers().contains(provider));
  }

  /** A route, and the policy that it asks. */
  private record Asker(String route, String policy) {

    static Asker of(Meter.Id series) {
      return new Asker(tag(series, "route"), tag(series, "policy"));
    }

    private static String tag(Meter.Id series, String key) {
      return Objects.requireNonNullElse(series.getTag(key), "");
    }
  }

  private void prepare(String route, PolicyState policy) {
    if (policy.mode() != Mode.STRICT) {
      counters(route, policy.name(), "").of(DecisionSeries.ANONYMOUS);
    }
    for (String provider : policy.providers()) {
      Counters counters = counters(route, policy.name(), provider);
      counters.of(DecisionSeries.ADMITTED);
      counters.of(DecisionSeries.UNDECIDED);
    }
  }

  private Counters counters(String route, String policy, String provider) {
    Map<String, Map<String, Counters>> ofRoute = known.get(route);
    Map<String, Counters> ofPolicy = ofRoute == null ? null : ofRoute.get(policy);
    Counters counters = ofPolicy == null ? null : ofPolicy.get(provider);
    return counters == null ? add(route, policy, provider) : counters;
  }

  private Counters add(String route, String policy, String provider) {
    return known
        .computeIfAbsent(route, _ -> new ConcurrentHashMap<>(FEW))
        .computeIfAbsent(policy, _ -> new ConcurrentHashMap<>(FEW))
        .computeIfAbsent(provider, _ -> new Counters(route, policy, provider));
  }

  /** The counters of one route, policy and provider, each made when it first counts. */
  private final class Counters {

    private final String route;
    private final String policy;
    private final String provider;
    private final Map<DecisionSeries, Counter> byKind = new ConcurrentHashMap<>(FEW);

    Counters(String route, String policy, String provider) {
      this.route = route;
      this.policy = policy;
      this.provider = provider;
    }

    Counter of(DecisionSeries kind) {
      Counter counter = byKind.get(kind);
      return counter == null ? byKind.computeIfAbsent(kind, this::register) : counter;
    }

    private Counter register(DecisionSeries series) {
      return Counter.builder(DECISIONS)
          .description("Decisions, by what they were asked for and how they went")
          .tag("route", route)
          .tag("policy", policy)
          .tag("provider", provider)
          .tag("outcome", series.outcome())
          .tag("code", series.code())
          .register(registry);
    }
  }
}
