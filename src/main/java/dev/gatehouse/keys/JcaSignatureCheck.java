package dev.gatehouse.keys;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/** An asymmetric signature, checked by the Java platform or a provider in its place. */
final class JcaSignatureCheck implements SignatureCheck {

  private final String algorithm;
  private final Provider provider;
  private final @Nullable AlgorithmParameterSpec parameters;
  private final PublicKey key;
  private final int length;

  /**
   * Looks the algorithm up once.
   *
   * @param preferred the provider to use if it has the algorithm; null: the platform's choice
   * @param length the only length a signature may have, in octets
   */
  JcaSignatureCheck(
      String algorithm,
      @Nullable AlgorithmParameterSpec parameters,
      PublicKey key,
      int length,
      @Nullable Provider preferred) {
    this.algorithm = algorithm;
    this.parameters = parameters;
    this.key = key;
    this.length = length;
    this.provider = providerOf(algorithm, preferred);
  }

  private static Provider providerOf(String algorithm, @Nullable Provider preferred) {
    if (preferred != null && preferred.getService("Signature", algorithm) != null) {
      return preferred;
    }
    try {
      return Signature.getInstance(algorithm).getProvider();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime cannot verify " + algorithm, e);
    }
  }

  @Override
  public boolean holds(byte[] signingInput, byte[] signature) {
    if (signature.length != length) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(algorithm, provider);
      if (parameters != null) {
        verifier.setParameter(parameters);
      }
      verifier.initVerify(key);
      verifier.update(signingInput);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      // how providers say, each in its way, that a signature is no signature at all
      return false;
    }
  }
}
