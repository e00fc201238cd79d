package dev.gatehouse.config;

import dev.gatehouse.policy.RememberedToken;
import dev.gatehouse.token.RememberedTokens;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;

/**
 * What a snapshot was made of, by which the next one tells what it may take over.
 *
 * @param folder the folder that file names are relative to
 */
record Lineage(
    GatehouseProperties properties, Path folder, RememberedTokens<RememberedToken> remembered) {

  /** The longest that a request may wait for the keys of a provider. */
  Duration longestWait() {
    return properties.providers().values().stream()
        .filter(provider -> provider.jwks().isRemote())
        .map(provider -> provider.jwks().timeout())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }
}
