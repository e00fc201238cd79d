package dev.gatehouse.keys;

import java.math.BigInteger;
import java.security.spec.EdECPoint;

/** Points of Edwards25519 (RFC 8032, section 5.1). */
final class Ed25519Points {

  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger ORDER_8 =
      new BigInteger("5fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

  private Ed25519Points() {}

  /**
   * Whether anybody can sign for this point, as it is of order 1, 2, 4 or 8; or whether it is not
   * written in its one canonical form.
   */
  static boolean isWeak(EdECPoint point) {
    BigInteger y = point.getY();
    return y.compareTo(P) >= 0
        || y.signum() == 0
        || y.equals(BigInteger.ONE)
        || y.equals(P.subtract(BigInteger.ONE))
        || y.equals(ORDER_8)
        || y.equals(P.subtract(ORDER_8));
  }
}
