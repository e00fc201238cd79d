package dev.gatehouse.keys;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
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

  /** Readied with the key; each is as new once it has verified (see {@link Signature#verify}). */
  private final ThreadLocal<Signature> verifiers = ThreadLocal.withInitial(this::verifier);

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
    this.length = length;
    PublicKey own = preferred == null ? null : own(preferred, algorithm, key);
    this.key = own == null ? key : own;
    this.provider = own == null || preferred == null ? platform(algorithm) : preferred;
  }

  /**
   * The key in the provider's own form, which it would otherwise make anew for every signature;
   * null where it lacks the algorithm or does not take the key.
   */
  private static @Nullable PublicKey own(Provider provider, String algorithm, PublicKey key) {
    if (provider.getService("Signature", algorithm) == null) {
      return null;
    }
    if (provider.getService("KeyFactory", key.getAlgorithm()) == null) {
      return key;
    }
    try {
      return (PublicKey) KeyFactory.getInstance(key.getAlgorithm(), provider).translateKey(key);
    } catch (NoSuchAlgorithmException | InvalidKeyException | RuntimeException e) {
      // RuntimeException: how native code says that it cannot; the platform then decides
      return null;
    }
  }

  private static Provider platform(String algorithm) {
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
    boolean asNew = false;
    try {
      Signature verifier = verifiers.get();
      verifier.update(signingInput);
      boolean holds = verifier.verify(signature);
      asNew = true;
      return holds;
    } catch (GeneralSecurityException | RuntimeException e) {
      // how providers say, each in its way, that a signature is no signature at all
      return false;
    } finally {
      if (!asNew) {
        // whatever was thrown, it may hold a part of this token
        verifiers.remove();
      }
    }
  }

  private Signature verifier() {
    try {
      Signature verifier = Signature.getInstance(algorithm, provider);
      if (parameters != null) {
        verifier.setParameter(parameters);
      }
      verifier.initVerify(key);
      return verifier;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the provider does not take the key it took before", e);
    }
  }
}
