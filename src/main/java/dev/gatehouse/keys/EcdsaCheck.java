package dev.gatehouse.keys;

import java.math.BigInteger;
import java.security.Provider;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An ECDSA signature as JWS writes it, R and S in fixed length behind each other (RFC 7518, section
 * 3.4).
 */
final class EcdsaCheck implements SignatureCheck {

  private final JcaSignatureCheck check;
  private final byte[] order;

  EcdsaCheck(String hash, ECPublicKey key, @Nullable Provider preferred) {
    BigInteger n = key.getParams().getOrder();
    int size = (n.bitLength() + 7) / 8;
    this.order = fixedLength(n, size);
    this.check =
        new JcaSignatureCheck(hash + "withECDSAinP1363Format", null, key, 2 * size, preferred);
  }

  private static byte[] fixedLength(BigInteger number, int size) {
    byte[] signed = number.toByteArray();
    return Arrays.copyOfRange(signed, signed.length - size, signed.length);
  }

  @Override
  public boolean holds(byte[] signingInput, byte[] signature) {
    int size = order.length;
    // not left to the provider: CVE-2022-21449 took R = S = 0 for a signature of anything
    return signature.length == 2 * size
        && isScalar(signature, 0)
        && isScalar(signature, size)
        && check.holds(signingInput, signature);
  }

  private boolean isScalar(byte[] signature, int from) {
    int to = from + order.length;
    boolean zero = true;
    for (int i = from; i < to && zero; i++) {
      zero = signature[i] == 0;
    }
    return !zero && Arrays.compareUnsigned(signature, from, to, order, 0, order.length) < 0;
  }
}
