package dev.gatehouse.operations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;

/**
 * Out of service until every provider's keys have been asked for once, whatever came of it; from
 * then on up, naming the providers that are degraded. A provider that fails must not take the whole
 * gateway out of service: its tokens alone are answered 503.
 */
final class ProvidersHealth implements ReactiveHealthIndicator {

  private final Supplier<List<ProviderState>> providers;

  // Once in service, a reload that brings a new provider is no reason to leave it.
  private volatile boolean ready;

  ProvidersHealth(Supplier<List<ProviderState>> providers) {
    this.providers = providers;
  }

  @Override
  public Mono<Health> health() {
    return Mono.fromSupplier(this::now);
  }

  private Health now() {
    List<ProviderState> states = providers.get();
    Map<String, Object> degraded = new LinkedHashMap<>();
    Map<String, Object> waiting = new LinkedHashMap<>();
    for (ProviderState state : states) {
      if (!state.asked()) {
        waiting.put(state.name(), "its first fetch is under way");
      } else if (state.degraded()) {
        degraded.put(state.name(), reason(state));
      }
    }
    ready |= waiting.isEmpty();
    var health = new Health.Builder(ready ? Status.UP : Status.OUT_OF_SERVICE);
    if (!waiting.isEmpty()) {
      health.withDetail("waiting", waiting);
    }
    if (!degraded.isEmpty()) {
      health.withDetail("degraded", degraded);
    }
    return health.build();
  }

  private static String reason(ProviderState state) {
    String failure = state.status().lastError();
    String error = failure == null ? "no usable key" : failure;
    int keys = state.keys().size();
    return keys == 0 ? error : error + "; " + keys + " older keys serve on";
  }
}
