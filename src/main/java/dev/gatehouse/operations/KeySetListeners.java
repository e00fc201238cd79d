package dev.gatehouse.operations;

import dev.gatehouse.keys.KeySetEvents;

/** Gives each provider's key set who listens to it. */
@FunctionalInterface
public interface KeySetListeners {

  /** Who listens to the keys of the provider of this name. */
  KeySetEvents of(String provider);
}
