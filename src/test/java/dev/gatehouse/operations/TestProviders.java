package dev.gatehouse.operations;

import dev.gatehouse.keys.KeyOrigin;
import dev.gatehouse.keys.KeySetStatus;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Providers in any state. */
final class TestProviders {

  static final Instant CONFIRMED = Instant.parse("2026-01-02T03:04:05Z");

  private TestProviders() {}

  static ProviderState good(String name) {
    return state(name, 1, null);
  }

  static ProviderState waiting(String name) {
    return new ProviderState(
        name,
        "https://" + name,
        KeyOrigin.URL,
        new KeySetStatus(0, null, null, null, null),
        List.of());
  }

  static ProviderState state(String name, int keys, String error) {
    var status =
        new KeySetStatus(
            keys, keys == 0 ? null : CONFIRMED, CONFIRMED, error, CONFIRMED.plusSeconds(60));
    return new ProviderState(name, "https://" + name, KeyOrigin.DISCOVERY, status, keys(keys));
  }

  static ProviderState inline(String name) {
    var status = new KeySetStatus(1, null, null, null, null);
    return new ProviderState(name, null, KeyOrigin.INLINE, status, keys(1));
  }

  private static List<ProviderState.KeyState> keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new ProviderState.KeyState("kid-" + i, "RSA 2048"))
        .toList();
  }
}
