package dev.gatehouse.keys;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What makes an RSA public key unfit to be trusted. */
final class RsaDefects {

  private static final int LEAST_BITS = 2048;
  private static final int MOST_BITS = 16384;
  private static final int MOST_EXPONENT_BITS = 64;
  private static final BigInteger INFINEON_GENERATOR = BigInteger.valueOf(65537);

  private RsaDefects() {}

  /** The defect of this key; null where it has none. */
  static @Nullable String of(BigInteger modulus, BigInteger exponent) {
    int bits = modulus.bitLength();
    if (modulus.signum() <= 0 || bits < LEAST_BITS) {
      return "an RSA key must have at least " + LEAST_BITS + " bits, not " + bits;
    }
    if (bits > MOST_BITS) {
      return "an RSA key must have at most " + MOST_BITS + " bits, not " + bits;
    }
    if (!modulus.testBit(0)) {
      return "its modulus is even";
    }
    // e = 1 makes every padded hash its own signature
    if (!exponent.testBit(0) || exponent.compareTo(BigInteger.TWO) < 0) {
      return "its public exponent must be odd and at least 3";
    }
    if (exponent.bitLength() > MOST_EXPONENT_BITS) {
      return "its public exponent is longer than " + MOST_EXPONENT_BITS + " bits";
    }
    return isFactorable(modulus) ? "it can be factored (CVE-2017-15361)" : null;
  }

  /**
   * Whether Infineon's faulty generator made the modulus: its residues are then powers of 65537 for
   * every small prime (Nemec et al., The Return of Coppersmith's Attack, section 2.2).
   */
  private static boolean isFactorable(BigInteger modulus) {
    for (BigInteger prime = BigInteger.valueOf(3);
        prime.intValueExact() <= 167;
        prime = prime.nextProbablePrime()) {
      if (!isPower(modulus.mod(prime).intValueExact(), prime.intValueExact())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPower(int residue, int prime) {
    int generator = INFINEON_GENERATOR.mod(BigInteger.valueOf(prime)).intValueExact();
    int power = 1;
    do {
      if (power == residue) {
        return true;
      }
      power = power * generator % prime;
    } while (power != 1);
    return false;
  }
}
