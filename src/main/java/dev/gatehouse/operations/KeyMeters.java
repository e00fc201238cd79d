package dev.gatehouse.operations;

import dev.gatehouse.keys.KeyOrigin;
import dev.gatehouse.keys.KeySetEvents;
import dev.gatehouse.keys.SkippedKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Measures the providers' keys: how many, how old, and how fetching them goes. */
final class KeyMeters {

  static final String REFRESHES = "gatehouse.jwks.refresh";
  static final String AGE = "gatehouse.jwks.age";
  static final String KEYS = "gatehouse.jwks.keys";

  private static final String SUCCESS = "success";
  private static final String FAILURE = "failure";

  private final MeterRegistry registry;
  private final InstantSource clock;

  KeyMeters(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** Counts what becomes of the keys of the provider of this name, and passes it on. */
  KeySetEvents counting(String provider, KeySetEvents next) {
    return new KeySetEvents() {
      @Override
      public void refreshed(int keys, boolean changed) {
        refreshes(provider, SUCCESS).increment();
        next.refreshed(keys, changed);
      }

      @Override
      public void failed(String reason) {
        refreshes(provider, FAILURE).increment();
        next.failed(reason);
      }

      @Override
      public void skipped(SkippedKey key) {
        next.skipped(key);
      }
    };
  }

  /**
   * Makes the series of a configuration's providers, and removes those of others.
   *
   * @param providers how the providers in force stand, whenever it is asked
   */
  void follow(Supplier<List<ProviderState>> providers) {
    List<ProviderState> now = providers.get();
    Set<String> names = now.stream().map(ProviderState::name).collect(Collectors.toSet());
    Set<String> renewed =
        now.stream().filter(KeyMeters::renews).map(ProviderState::name).collect(Collectors.toSet());
    for (Meter meter : meters()) {
      String provider = meter.getId().getTag("provider");
      boolean keys = meter.getId().getName().equals(KEYS);
      if (!(keys ? names : renewed).contains(provider == null ? "" : provider)) {
        registry.remove(meter);
      }
    }
    for (String name : names) {
      if (lacks(KEYS, name)) {
        gaugeKeys(name, providers);
      }
    }
    for (String name : renewed) {
      refreshes(name, SUCCESS);
      refreshes(name, FAILURE);
      if (lacks(AGE, name)) {
        gaugeAge(name, providers);
      }
    }
  }

  private boolean lacks(String meter, String provider) {
    return registry.find(meter).tag("provider", provider).meter() == null;
  }

  private static boolean renews(ProviderState provider) {
    return provider.origin() != KeyOrigin.INLINE;
  }

  private List<Meter> meters() {
    List<Meter> all = new ArrayList<>(registry.find(REFRESHES).meters());
    all.addAll(registry.find(AGE).meters());
    all.addAll(registry.find(KEYS).meters());
    return all;
  }

  private Counter refreshes(String provider, String outcome) {
    return Counter.builder(REFRESHES)
        .description("Fetches of a provider's keys")
        .tag("provider", provider)
        .tag("outcome", outcome)
        .register(registry);
  }

  private void gaugeKeys(String provider, Supplier<List<ProviderState>> providers) {
    Gauge.builder(
            KEYS,
            () -> {
              ProviderState state = find(provider, providers);
              return state == null ? Double.NaN : state.status().keys();
            })
        .description("A provider's usable keys in force")
        .tag("provider", provider)
        .register(registry);
  }

  private void gaugeAge(String provider, Supplier<List<ProviderState>> providers) {
    Gauge.builder(AGE, () -> age(find(provider, providers)))
        .description("Since when a provider's keys have not been confirmed")
        .baseUnit("seconds")
        .tag("provider", provider)
        .register(registry);
  }

  /** In seconds; not a number where they never were confirmed. */
  private double age(@Nullable ProviderState state) {
    Instant confirmed = state == null ? null : state.status().lastGood();
    return confirmed == null
        ? Double.NaN
        : Duration.between(confirmed, clock.instant()).toMillis() / 1000.0;
  }

  private static @Nullable ProviderState find(
      String name, Supplier<List<ProviderState>> providers) {
    for (ProviderState state : providers.get()) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    return null;
  }
}
