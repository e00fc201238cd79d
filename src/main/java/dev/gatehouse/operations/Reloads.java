package dev.gatehouse.operations;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Keeps account of reloads, and has the meters follow the configuration in force. */
final class Reloads implements ReloadEvents {

  static final String RELOADS = "gatehouse.config.reload";

  private final InstantSource clock;
  private final Runnable follow;
  private final Counter reloaded;
  private final Counter refused;
  private volatile State state;

  /**
   * How reloading stands.
   *
   * @param since when the configuration in force came into it
   * @param refusedAt when a later one was refused; null: none was since
   * @param reason why it was
   */
  record State(Instant since, @Nullable Instant refusedAt, @Nullable String reason) {}

  /**
   * Makes an account that begins now.
   *
   * @param follow run whenever another configuration is in force
   */
  Reloads(MeterRegistry registry, InstantSource clock, Runnable follow) {
    this.clock = clock;
    this.follow = follow;
    this.reloaded = counter(registry, "success");
    this.refused = counter(registry, "failure");
    this.state = new State(clock.instant(), null, null);
  }

  private static Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder(RELOADS)
        .description("Changed configurations, by whether they are in force")
        .tag("outcome", outcome)
        .register(registry);
  }

  @Override
  public void reloaded() {
    reloaded.increment();
    state = new State(clock.instant(), null, null);
    follow.run();
  }

  @Override
  public void refused(String reason) {
    refused.increment();
    state = new State(state.since(), clock.instant(), reason);
  }

  State state() {
    return state;
  }
}
