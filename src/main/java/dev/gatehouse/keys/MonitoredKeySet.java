package dev.gatehouse.keys;

import reactor.core.publisher.Mono;

/** A key set that tells how it is doing, for health and metrics. */
public interface MonitoredKeySet extends KeySet {

  /** Where its keys come from. */
  KeyOrigin origin();

  /** How it is doing at this moment. */
  KeySetStatus status();

  /**
   * Completes when the first attempt to get keys has ended, well or badly, or the set is closed;
   * never an error. Keys that need no fetch are there at once.
   */
  Mono<Void> firstFetch();
}
