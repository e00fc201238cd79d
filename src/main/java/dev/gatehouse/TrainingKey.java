package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key that signs the tokens of a training; made for it, and gone with it.
 *
 * @param published its public half, as the issuer publishes it
 * @param algorithm of the tokens, as JOSE calls it
 * @param signature of the same, as Java calls it
 */
record TrainingKey(JWK published, String algorithm, String signature, PrivateKey secret) {

  private static final int ED25519_OCTETS = 32;

  static TrainingKey rsa() throws GeneralSecurityException {
    KeyPair pair = pair("RSA", 2048);
    var jwk = new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID("rsa").build();
    return new TrainingKey(jwk, "RS256", "SHA256withRSA", pair.getPrivate());
  }

  static TrainingKey ec() throws GeneralSecurityException {
    KeyPair pair = pair("EC", 256);
    var jwk = new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic()).keyID("ec").build();
    return new TrainingKey(jwk, "ES256", "SHA256withECDSAinP1363Format", pair.getPrivate());
  }

  static TrainingKey ed25519() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - ED25519_OCTETS, encoded.length);
    var jwk = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).keyID("ed").build();
    return new TrainingKey(jwk, "EdDSA", "Ed25519", pair.getPrivate());
  }

  private static KeyPair pair(String type, int bits) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance(type);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  /** A token with these claims. */
  String token(String claims) throws GeneralSecurityException {
    String header =
        "{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\",\"kid\":\"" + published.getKeyID() + "\"}";
    String signed = encoded(header.getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
    var signing = Signature.getInstance(signature);
    signing.initSign(secret);
    signing.update(signed.getBytes(UTF_8));
    return signed + "." + encoded(signing.sign());
  }

  private static String encoded(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }
}
