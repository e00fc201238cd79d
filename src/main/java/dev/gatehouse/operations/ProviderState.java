package dev.gatehouse.operations;

import dev.gatehouse.keys.KeySetStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's keys stand.
 *
 * @param name the provider's name
 * @param asked whether its first fetch has ended, well or badly
 * @param keys how many keys are in force
 * @param error why the last fetch failed; null where it did not
 */
public record ProviderState(String name, boolean asked, int keys, @Nullable String error) {

  /** How the provider of this name stands, by the status of its keys. */
  public static ProviderState of(String name, KeySetStatus status) {
    boolean asked = status.keys() > 0 || status.lastGood() != null || status.lastError() != null;
    return new ProviderState(name, asked, status.keys(), status.lastError());
  }

  /** Whether requests can be judged, but not as well as they should. */
  boolean degraded() {
    return asked && (keys == 0 || error != null);
  }
}
