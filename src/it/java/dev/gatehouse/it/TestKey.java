package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of an issuer. It signs with the JDK and not with the product's library, so that the two
 * can't be wrong together.
 *
 * @param alg the algorithm it signs with unless a test asks for another
 * @param jwk the JWK that its issuer publishes
 */
record TestKey(String kid, String alg, String jwk, KeyPair pair, String secret) {

  static TestKey rsa(String kid) {
    return rsa(kid, "RS256");
  }

  static TestKey rsa(String kid, String alg) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      var jwk = new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(kid).build();
      return new TestKey(kid, alg, jwk.toJSONString(), pair, "");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static TestKey ec(String kid, Curve curve) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve.getStdName()));
      KeyPair pair = generator.generateKeyPair();
      var jwk = new ECKey.Builder(curve, (ECPublicKey) pair.getPublic()).keyID(kid).build();
      String alg =
          curve.equals(Curve.P_256) ? "ES256" : curve.equals(Curve.P_384) ? "ES384" : "ES512";
      return new TestKey(kid, alg, jwk.toJSONString(), pair, "");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static TestKey ed25519(String kid) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      byte[] x = Arrays.copyOfRange(spki, spki.length - 32, spki.length);
      var jwk = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).keyID(kid).build();
      return new TestKey(kid, "EdDSA", jwk.toJSONString(), pair, "");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static TestKey hmac(String kid, String secret) {
    var jwk = new OctetSequenceKey.Builder(secret.getBytes(UTF_8)).keyID(kid).build();
    return new TestKey(kid, "HS256", jwk.toJSONString(), new KeyPair(null, null), secret);
  }

  PublicKey publicKey() {
    return pair.getPublic();
  }

  /** The public key as a PEM block. */
  String pem() {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki());
    return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
  }

  byte[] spki() {
    return publicKey().getEncoded();
  }

  /** The JWK set that holds these keys. */
  static String jwks(TestKey... keys) {
    return "{\"keys\":[" + String.join(",", Arrays.stream(keys).map(TestKey::jwk).toList()) + "]}";
  }

  byte[] sign(String algorithm, byte[] input) {
    try {
      if (algorithm.startsWith("HS")) {
        return mac(algorithm, secret.getBytes(UTF_8), input);
      }
      Signature signature = signature(algorithm);
      signature.initSign(pair.getPrivate());
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] mac(String algorithm, byte[] secret, byte[] input) {
    try {
      String name = "HmacSHA" + algorithm.substring(2);
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(secret, name));
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    String bits = algorithm.substring(2);
    return switch (algorithm) {
      case "RS256", "RS384", "RS512" -> Signature.getInstance("SHA" + bits + "withRSA");
      case "PS256", "PS384", "PS512" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        var mgf = new MGF1ParameterSpec("SHA-" + bits);
        int salt = Integer.parseInt(bits) / 8;
        pss.setParameter(new PSSParameterSpec("SHA-" + bits, "MGF1", mgf, salt, 1));
        yield pss;
      }
      case "ES256", "ES384", "ES512" ->
          Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
      case "EdDSA" -> Signature.getInstance("Ed25519");
      default -> throw new AssertionError("no such algorithm: " + algorithm);
    };
  }
}
