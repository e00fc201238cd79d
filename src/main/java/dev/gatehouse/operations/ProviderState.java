package dev.gatehouse.operations;

import dev.gatehouse.keys.KeyOrigin;
import dev.gatehouse.keys.KeySet.Lookup;
import dev.gatehouse.keys.KeySetStatus;
import dev.gatehouse.keys.MonitoredKeySet;
import dev.gatehouse.policy.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a provider and its keys stand.
 *
 * @param issuer whose tokens it verifies; null: {@code iss} is not checked
 * @param origin where its keys come from
 * @param keys the keys in force
 */
public record ProviderState(
    String name,
    @Nullable String issuer,
    KeyOrigin origin,
    KeySetStatus status,
    List<KeyState> keys) {

  /**
   * A key in force.
   *
   * @param kid its id; null: it has none
   * @param type what kind of key it is, such as {@code RSA 2048}
   */
  public record KeyState(@Nullable String kid, String type) {}

  public ProviderState {
    keys = List.copyOf(keys);
  }

  /** How a provider stands, by its keys. */
  public static ProviderState of(Provider provider, MonitoredKeySet keys) {
    List<KeyState> inForce =
        keys.current() instanceof Lookup.Available(var available)
            ? available.all().stream().map(key -> new KeyState(key.kid(), key.type())).toList()
            : List.of();
    return new ProviderState(
        provider.name(), provider.issuer(), keys.origin(), keys.status(), inForce);
  }

  /** Whether its first fetch has ended, well or badly. */
  boolean asked() {
    return !keys.isEmpty() || status.lastGood() != null || status.lastError() != null;
  }

  /** Whether requests can be judged, but not as well as they should. */
  boolean degraded() {
    return asked() && (keys.isEmpty() || status.lastError() != null);
  }
}
