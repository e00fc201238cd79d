package dev.gatehouse.operations;

import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/**
 * Tells of a changed configuration that was refused. Always up: the one in force serves on, and a
 * restart would lose it.
 */
final class ConfigurationHealth implements ReactiveHealthIndicator {

  private final Supplier<Reloads.State> reloads;

  ConfigurationHealth(Supplier<Reloads.State> reloads) {
    this.reloads = reloads;
  }

  @Override
  public Mono<Health> health() {
    return Mono.fromSupplier(this::now);
  }

  private Health now() {
    Reloads.State state = reloads.get();
    var health = Health.up().withDetail("since", state.since().toString());
    if (state.refusedAt() != null && state.reason() != null) {
      health.withDetail("refusedAt", state.refusedAt().toString());
      health.withDetail("refused", state.reason());
    }
    return health.build();
  }
}
