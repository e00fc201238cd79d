package dev.gatehouse.keys;

import com.nimbusds.jose.jwk.Curve;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON Web Key (RFC 7517; RFC 7518, section 6; RFC 8037, section 2). Of a private key
 * only the public part is looked at, and {@code x5c} and {@code x5u} never: what {@code n}, {@code
 * e}, {@code x} and {@code y} say is the key.
 *
 * @param published whether the set comes from an issuer, where a symmetric key cannot be a secret
 */
record JwkReader(KeyForge forge, boolean published) {

  private static final int ED25519_OCTETS = 32;

  /** A member of the key: its text, absent, or not fit to be read. */
  private sealed interface Field {
    record Present(String text) implements Field {}

    record Absent() implements Field {}

    record Wrong() implements Field {}
  }

  /** The key of this entry, or why it is none. */
  KeyForge.Result read(StrictJson entry) {
    if (!(entry instanceof StrictJson.Members jwk)) {
      return defective("it is not a JSON object");
    }
    String misuse = misuse(jwk);
    if (misuse != null) {
      return defective(misuse);
    }
    String kid = textOrNull(jwk, "kid");
    String alg = textOrNull(jwk, "alg");
    JwsAlgorithm only = alg == null ? null : JwsAlgorithm.named(alg);
    if (alg != null && only == null) {
      return defective("its alg " + Printable.text(alg) + " is not supported");
    }
    return switch (field(jwk, "kty")) {
      case Field.Absent _ -> defective("kty is missing");
      case Field.Wrong _ -> defective("kty is not a string");
      case Field.Present(var kty) -> ofType(kty, jwk, kid, only);
    };
  }

  private KeyForge.Result ofType(
      String kty, StrictJson.Members jwk, @Nullable String kid, @Nullable JwsAlgorithm only) {
    return switch (kty) {
      case "RSA" -> rsa(jwk, kid, only);
      case "EC" -> ec(jwk, kid, only);
      case "OKP" -> okp(jwk, kid, only);
      case "oct" -> oct(jwk, kid, only);
      default -> defective("its kty " + Printable.text(kty) + " is not supported");
    };
  }

  private static @Nullable String misuse(StrictJson.Members jwk) {
    for (String name : new String[] {"kid", "alg", "use"}) {
      if (field(jwk, name) instanceof Field.Wrong) {
        return name + " is not a string";
      }
    }
    String use = textOrNull(jwk, "use");
    if (use != null && !use.equals("sig")) {
      return "its use is " + Printable.text(use) + ", not sig";
    }
    return switch (jwk.get("key_ops")) {
      case null -> null;
      case StrictJson.Elements(var operations)
          when operations.contains(new StrictJson.Text("verify")) ->
          null;
      default -> "its key_ops lack verify";
    };
  }

  private KeyForge.Result rsa(
      StrictJson.Members jwk, @Nullable String kid, @Nullable JwsAlgorithm only) {
    byte[] n = octets(jwk, "n");
    byte[] e = octets(jwk, "e");
    if (n == null || e == null) {
      return missing(jwk, n == null ? "n" : "e");
    }
    var modulus = new BigInteger(1, n);
    var exponent = new BigInteger(1, e);
    String defect = RsaDefects.of(modulus, exponent);
    if (defect != null) {
      return defective(defect);
    }
    return publicKey(kid, only, "RSA", new RSAPublicKeySpec(modulus, exponent));
  }

  private KeyForge.Result ec(
      StrictJson.Members jwk, @Nullable String kid, @Nullable JwsAlgorithm only) {
    Curve curve =
        switch (field(jwk, "crv")) {
          case Field.Present(var crv) -> curve(crv);
          case Field.Absent _ -> curveFor(only);
          case Field.Wrong _ -> null;
        };
    if (curve == null) {
      return defective("its crv is not supported");
    }
    byte[] x = octets(jwk, "x");
    byte[] y = octets(jwk, "y");
    if (x == null || y == null) {
      return missing(jwk, x == null ? "x" : "y");
    }
    var point = new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
    var parameters = curve.toECParameterSpec();
    if (!EcPoints.isOnCurve(point, parameters)) {
      return defective("its point is not on the curve");
    }
    return publicKey(kid, only, "EC", new ECPublicKeySpec(point, parameters));
  }

  private static @Nullable Curve curve(String crv) {
    return switch (crv) {
      case "P-256" -> Curve.P_256;
      case "P-384" -> Curve.P_384;
      case "P-521" -> Curve.P_521;
      default -> null;
    };
  }

  /** The curve of a key that does not name one, as some issuers publish it: its alg tells. */
  private static @Nullable Curve curveFor(@Nullable JwsAlgorithm only) {
    return switch (only) {
      case null -> Curve.P_256;
      case ES256 -> Curve.P_256;
      case ES384 -> Curve.P_384;
      case ES512 -> Curve.P_521;
      case RS256, RS384, RS512, PS256, PS384, PS512, EDDSA, HS256, HS384, HS512 -> null;
    };
  }

  private KeyForge.Result okp(
      StrictJson.Members jwk, @Nullable String kid, @Nullable JwsAlgorithm only) {
    if (!"Ed25519".equals(textOrNull(jwk, "crv"))) {
      return defective("its crv is not supported");
    }
    byte[] x = octets(jwk, "x");
    if (x == null) {
      return missing(jwk, "x");
    }
    if (x.length != ED25519_OCTETS) {
      return defective("x must have 32 octets, not " + x.length);
    }
    return publicKey(kid, only, "Ed25519", Spki.ed25519(x));
  }

  private KeyForge.Result oct(
      StrictJson.Members jwk, @Nullable String kid, @Nullable JwsAlgorithm only) {
    if (published) {
      return defective("a symmetric key that is published is no secret");
    }
    byte[] k = octets(jwk, "k");
    return k == null ? missing(jwk, "k") : forge.secret(kid, only, k);
  }

  private KeyForge.Result publicKey(
      @Nullable String kid, @Nullable JwsAlgorithm only, String type, KeySpec spec) {
    PublicKey key;
    try {
      key = KeyFactory.getInstance(type).generatePublic(spec);
    } catch (GeneralSecurityException e) {
      return defective("it is not a valid " + type + " key");
    }
    return forge.publicKey(kid, only, key);
  }

  private static KeyForge.Result missing(StrictJson.Members jwk, String name) {
    return defective(
        switch (field(jwk, name)) {
          case Field.Absent _ -> name + " is missing";
          case Field.Wrong _ -> name + " is not a string";
          case Field.Present _ -> name + " is not base64url";
        });
  }

  private static KeyForge.Result defective(String reason) {
    return new KeyForge.Result.Defective(reason);
  }

  private static Field field(StrictJson.Members jwk, String name) {
    return switch (jwk.get(name)) {
      case null -> new Field.Absent();
      case StrictJson.Text(var text) -> new Field.Present(text);
      default -> new Field.Wrong();
    };
  }

  private static @Nullable String textOrNull(StrictJson.Members jwk, String name) {
    return jwk.get(name) instanceof StrictJson.Text(var text) ? text : null;
  }

  private static byte @Nullable [] octets(StrictJson.Members jwk, String name) {
    String text = textOrNull(jwk, name);
    if (text == null) {
      return null;
    }
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
