package dev.gatehouse.operations;

import dev.gatehouse.token.RememberedTokens;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Measures the memory of verified tokens. */
final class TokenMeters implements MeterBinder {

  private static final String CACHE = "gatehouse.token.cache";

  private final Supplier<RememberedTokens.Statistics> statistics;

  TokenMeters(Supplier<RememberedTokens.Statistics> statistics) {
    this.statistics = statistics;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    count(registry, ".hits", "Tokens that were remembered", RememberedTokens.Statistics::hits);
    count(registry, ".misses", "Tokens that were not", RememberedTokens.Statistics::misses);
    count(
        registry,
        ".evictions",
        "Tokens forgotten before their time, to make room",
        RememberedTokens.Statistics::evictions);
    Gauge.builder(CACHE + ".size", () -> statistics.get().entries())
        .description("Tokens remembered")
        .register(registry);
    Gauge.builder(CACHE, () -> statistics.get().bytes())
        .description("What they take")
        .baseUnit("bytes")
        .register(registry);
  }

  private void count(
      MeterRegistry registry,
      String name,
      String description,
      ToLongFunction<RememberedTokens.Statistics> count) {
    FunctionCounter.builder(CACHE + name, this, self -> count.applyAsLong(self.statistics.get()))
        .description(description)
        .register(registry);
  }
}
