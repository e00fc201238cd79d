package dev.gatehouse.keys;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Keys that never change. */
record FixedKeySet(Lookup.Available answer) implements MonitoredKeySet {

  @Override
  public Lookup current() {
    return answer;
  }

  @Override
  public Lookup newerThan(Keys seen, @Nullable String kid) {
    return answer;
  }

  @Override
  public KeyOrigin origin() {
    return KeyOrigin.INLINE;
  }

  @Override
  public KeySetStatus status() {
    return new KeySetStatus(answer.keys().all().size(), null, null, null, null);
  }

  @Override
  public Mono<Void> firstFetch() {
    return Mono.empty();
  }

  @Override
  public void start() {}

  @Override
  public void close() {}
}
