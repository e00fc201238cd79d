package dev.gatehouse.keys;

import org.jspecify.annotations.Nullable;

/** The signature algorithms Gatehouse can verify (RFC 7518, section 3.1; RFC 8037, section 3.1). */
public enum JwsAlgorithm {
  RS256,
  RS384,
  RS512,
  PS256,
  PS384,
  PS512,
  ES256,
  ES384,
  ES512,
  EDDSA,
  HS256,
  HS384,
  HS512;

  /** The value of the {@code alg} header parameter. */
  public String jwsName() {
    return this == EDDSA ? "EdDSA" : name();
  }

  /** Whether the algorithm signs with a shared secret, which any holder can forge with. */
  public boolean isSymmetric() {
    return this == HS256 || this == HS384 || this == HS512;
  }

  /** The algorithm of this {@code alg} value, compared exactly; null where there is none. */
  public static @Nullable JwsAlgorithm named(String alg) {
    return switch (alg) {
      case "RS256" -> RS256;
      case "RS384" -> RS384;
      case "RS512" -> RS512;
      case "PS256" -> PS256;
      case "PS384" -> PS384;
      case "PS512" -> PS512;
      case "ES256" -> ES256;
      case "ES384" -> ES384;
      case "ES512" -> ES512;
      case "EdDSA" -> EDDSA;
      case "HS256" -> HS256;
      case "HS384" -> HS384;
      case "HS512" -> HS512;
      default -> null;
    };
  }
}
