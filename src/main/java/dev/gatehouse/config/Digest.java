package dev.gatehouse.config;

import dev.gatehouse.keys.JwsAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells configurations apart, by a hash from which no secret can be guessed. */
final class Digest {

  private static final int OCTETS = 12;

  private Digest() {}

  /** The beginning of the SHA-256 of the configuration, secrets left out. */
  static String of(GatehouseProperties properties) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(octets(properties.toString()));
      for (ProviderProperties provider : properties.providers().values()) {
        // keys that only verify are no secret, and what they are matters
        if (provider.jwks().inline() != null && !isSymmetric(provider)) {
          sha256.update(octets(provider.jwks().inline()));
        }
      }
      return HexFormat.of().formatHex(sha256.digest(), 0, OCTETS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The SHA-256 of these octets. */
  static String of(byte[] octets) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static boolean isSymmetric(ProviderProperties provider) {
    return provider.algorithms().stream()
        .map(JwsAlgorithm::named)
        .anyMatch(algorithm -> algorithm != null && algorithm.isSymmetric());
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
