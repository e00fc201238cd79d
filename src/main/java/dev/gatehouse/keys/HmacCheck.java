package dev.gatehouse.keys;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A message authentication code (RFC 7518, section 3.2), compared in constant time. */
final class HmacCheck implements SignatureCheck {

  private final String algorithm;
  private final SecretKeySpec secret;

  HmacCheck(String algorithm, byte[] secret) {
    this.algorithm = algorithm;
    this.secret = new SecretKeySpec(secret, algorithm);
  }

  @Override
  public boolean holds(byte[] signingInput, byte[] signature) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(secret);
      return MessageDigest.isEqual(mac.doFinal(signingInput), signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
