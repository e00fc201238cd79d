package dev.gatehouse.keys;

import com.nimbusds.jose.jwk.Curve;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes verification keys of key material, and refuses the material that is weak or broken.
 *
 * @param provider the JCA provider to verify with where it has the algorithm; null: the platform's
 *     choice
 */
record KeyForge(@Nullable Provider provider) {

  private static final int ED25519_SIGNATURE = 64;

  /** A key, or why there is none. */
  sealed interface Result {
    record Usable(VerificationKey key) implements Result {}

    record Defective(String reason) implements Result {}
  }

  /**
   * A key of a public key.
   *
   * @param only the one algorithm the key is for; null: all that fit its type
   */
  Result publicKey(@Nullable String kid, @Nullable JwsAlgorithm only, PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa when rsa.getAlgorithm().equals("RSA") -> rsa(kid, only, rsa);
      case ECPublicKey ec -> ec(kid, only, ec);
      case EdECPublicKey ed when ed.getParams().getName().equals("Ed25519") -> ed(kid, only, ed);
      default -> new Result.Defective("its type " + key.getAlgorithm() + " is not supported");
    };
  }

  /** A key of a shared secret, for the algorithms whose hash is not longer than it. */
  Result secret(@Nullable String kid, @Nullable JwsAlgorithm only, byte[] secret) {
    var checks = new EnumMap<JwsAlgorithm, SignatureCheck>(JwsAlgorithm.class);
    if (secret.length >= 32) {
      checks.put(JwsAlgorithm.HS256, new HmacCheck("HmacSHA256", secret));
    }
    if (secret.length >= 48) {
      checks.put(JwsAlgorithm.HS384, new HmacCheck("HmacSHA384", secret));
    }
    if (secret.length >= 64) {
      checks.put(JwsAlgorithm.HS512, new HmacCheck("HmacSHA512", secret));
    }
    if (checks.isEmpty() || (only != null && only.isSymmetric() && !checks.containsKey(only))) {
      return new Result.Defective(
          "a secret must not be shorter than its hash (RFC 7518, section 3.2)");
    }
    return forged(kid, only, "oct", checks, secret);
  }

  private Result rsa(@Nullable String kid, @Nullable JwsAlgorithm only, RSAPublicKey key) {
    String defect = RsaDefects.of(key.getModulus(), key.getPublicExponent());
    if (defect != null) {
      return new Result.Defective(defect);
    }
    int bits = key.getModulus().bitLength();
    int length = (bits + 7) / 8;
    var checks = new EnumMap<JwsAlgorithm, SignatureCheck>(JwsAlgorithm.class);
    checks.put(JwsAlgorithm.RS256, pkcs1("SHA256", key, length));
    checks.put(JwsAlgorithm.RS384, pkcs1("SHA384", key, length));
    checks.put(JwsAlgorithm.RS512, pkcs1("SHA512", key, length));
    checks.put(JwsAlgorithm.PS256, pss(MGF1ParameterSpec.SHA256, 32, key, length));
    checks.put(JwsAlgorithm.PS384, pss(MGF1ParameterSpec.SHA384, 48, key, length));
    checks.put(JwsAlgorithm.PS512, pss(MGF1ParameterSpec.SHA512, 64, key, length));
    return forged(kid, only, "RSA " + bits, checks, key.getEncoded());
  }

  private Result ec(@Nullable String kid, @Nullable JwsAlgorithm only, ECPublicKey key) {
    Curve curve = Curve.forECParameterSpec(key.getParams());
    if (!EcPoints.isOnCurve(key.getW(), key.getParams())) {
      return new Result.Defective("its point is not on the curve");
    }
    var checks = new EnumMap<JwsAlgorithm, SignatureCheck>(JwsAlgorithm.class);
    if (Curve.P_256.equals(curve)) {
      checks.put(JwsAlgorithm.ES256, new EcdsaCheck("SHA256", key, provider));
    } else if (Curve.P_384.equals(curve)) {
      checks.put(JwsAlgorithm.ES384, new EcdsaCheck("SHA384", key, provider));
    } else if (Curve.P_521.equals(curve)) {
      checks.put(JwsAlgorithm.ES512, new EcdsaCheck("SHA512", key, provider));
    } else {
      return new Result.Defective("its curve is not supported");
    }
    return forged(kid, only, "EC " + curve.getName(), checks, key.getEncoded());
  }

  private Result ed(@Nullable String kid, @Nullable JwsAlgorithm only, EdECPublicKey key) {
    if (Ed25519Points.isWeak(key.getPoint())) {
      return new Result.Defective("its point is of small order or not canonical");
    }
    var check = new JcaSignatureCheck("Ed25519", null, key, ED25519_SIGNATURE, provider);
    return forged(kid, only, "Ed25519", Map.of(JwsAlgorithm.EDDSA, check), key.getEncoded());
  }

  private SignatureCheck pkcs1(String hash, RSAPublicKey key, int length) {
    return new JcaSignatureCheck(hash + "withRSA", null, key, length, provider);
  }

  private SignatureCheck pss(MGF1ParameterSpec hash, int salt, RSAPublicKey key, int length) {
    var parameters =
        new PSSParameterSpec(
            hash.getDigestAlgorithm(), "MGF1", hash, salt, PSSParameterSpec.TRAILER_FIELD_BC);
    return new JcaSignatureCheck("RSASSA-PSS", parameters, key, length, provider);
  }

  private static Result forged(
      @Nullable String kid,
      @Nullable JwsAlgorithm only,
      String type,
      Map<JwsAlgorithm, SignatureCheck> checks,
      byte[] material) {
    if (only == null) {
      return new Result.Usable(new VerificationKey(kid, type, checks, material));
    }
    SignatureCheck check = checks.get(only);
    if (check == null) {
      return new Result.Defective(
          "its alg " + only.jwsName() + " does not fit a key of type " + type);
    }
    return new Result.Usable(new VerificationKey(kid, type, Map.of(only, check), material));
  }
}
