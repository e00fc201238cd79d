package dev.gatehouse.keys;

import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key that verifies signatures, and nothing else: a public key or a shared secret. Two are equal
 * if they are the same key under the same {@code kid} for the same algorithms, so that a key
 * outlives a refresh of its set. Two keys of one set may share a {@code kid}.
 */
public final class VerificationKey {

  private final @Nullable String kid;
  private final String type;
  private final Map<JwsAlgorithm, SignatureCheck> checks;
  private final byte[] digest;
  private final int hash;

  VerificationKey(
      @Nullable String kid,
      String type,
      Map<JwsAlgorithm, SignatureCheck> checks,
      byte[] material) {
    this.kid = kid;
    this.type = type;
    this.checks = new EnumMap<>(checks);
    this.digest = Sha256.of(material);
    this.hash = Objects.hash(kid, type);
  }

  /**
   * A key of a JDK public key: RSA, EC on P-256, P-384 or P-521, or Ed25519.
   *
   * @param kid the key's id; null: none
   * @throws IllegalArgumentException if no signature can be verified with it, saying why
   */
  public static VerificationKey of(@Nullable String kid, PublicKey key) {
    return of(kid, key, Signatures.JDK);
  }

  static VerificationKey of(@Nullable String kid, PublicKey key, Signatures signatures) {
    return usable(new KeyForge(signatures.provider()).publicKey(kid, null, key));
  }

  /**
   * A key of a shared secret, for the HMAC algorithms whose hash is not longer than it.
   *
   * @param kid the key's id; null: none
   * @throws IllegalArgumentException if it is shorter than 32 octets
   */
  public static VerificationKey ofSecret(@Nullable String kid, byte[] secret) {
    return usable(new KeyForge(null).secret(kid, null, secret));
  }

  private static VerificationKey usable(KeyForge.Result result) {
    return switch (result) {
      case KeyForge.Result.Usable(var key) -> key;
      case KeyForge.Result.Defective(var reason) -> throw new IllegalArgumentException(reason);
    };
  }

  /** The key's id; null where it has none. */
  public @Nullable String kid() {
    return kid;
  }

  /** What kind of key it is, such as {@code RSA 2048} or {@code EC P-256}. */
  public String type() {
    return type;
  }

  /** Whether the algorithm fits the key's type, its curve and its own {@code alg}. */
  public boolean fits(JwsAlgorithm algorithm) {
    return checks.containsKey(algorithm);
  }

  /** Whether the signature holds; {@code false} for any defect, never an exception. */
  public boolean verifies(JwsAlgorithm algorithm, byte[] signingInput, byte[] signature) {
    SignatureCheck check = checks.get(algorithm);
    return check != null && check.holds(signingInput, signature);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerificationKey that
        && MessageDigest.isEqual(digest, that.digest)
        && Objects.equals(kid, that.kid)
        && type.equals(that.type)
        && checks.keySet().equals(that.checks.keySet());
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "VerificationKey[" + (kid == null ? "" : Printable.text(kid) + ", ") + type + "]";
  }
}
