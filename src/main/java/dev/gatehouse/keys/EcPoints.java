package dev.gatehouse.keys;

import java.math.BigInteger;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/** Points of elliptic curves over prime fields. */
final class EcPoints {

  private EcPoints() {}

  /** Whether the point satisfies the curve's equation, which invalid-curve attacks rely on. */
  static boolean isOnCurve(ECPoint point, ECParameterSpec parameters) {
    if (point.equals(ECPoint.POINT_INFINITY)
        || !(parameters.getCurve().getField() instanceof ECFieldFp field)) {
      return false;
    }
    BigInteger p = field.getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    if (!isElement(x, p) || !isElement(y, p)) {
      return false;
    }
    BigInteger right =
        x.pow(2).add(parameters.getCurve().getA()).multiply(x).add(parameters.getCurve().getB());
    return y.pow(2).mod(p).equals(right.mod(p));
  }

  private static boolean isElement(BigInteger number, BigInteger p) {
    return number.signum() >= 0 && number.compareTo(p) < 0;
  }
}
