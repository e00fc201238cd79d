package dev.gatehouse.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes tokens for tests, honest and forged: {@code
 * TestTokens.signedBy(key).issuer("https://id").audience("api").compact()}. A token expires an hour
 * from now unless told otherwise.
 */
public final class TestTokens {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JWK key;
  private final Map<String, @Nullable Object> header = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();
  private @Nullable String headerJson;
  private @Nullable String payloadJson;
  private JWSAlgorithm algorithm;
  private Instant now = Instant.now();

  private TestTokens(JWK key) {
    this.key = key;
    this.algorithm = algorithmOf(key);
    header.put("alg", algorithm.getName());
    header.put("typ", "JWT");
    if (key.getKeyID() != null) {
      header.put("kid", key.getKeyID());
    }
    expiresIn(Duration.ofHours(1));
  }

  /** A token signed by this private or symmetric key, naming its {@code kid} if it has one. */
  public static TestTokens signedBy(JWK key) {
    return new TestTokens(key);
  }

  /** Takes this as the current time; call it before {@link #expiresIn}. */
  public TestTokens at(Instant time) {
    now = time;
    return expiresIn(Duration.ofHours(1));
  }

  /** Signs with this algorithm, and says so. */
  public TestTokens algorithm(String alg) {
    algorithm = JWSAlgorithm.parse(alg);
    return header("alg", alg);
  }

  /** Sets {@code iss}. */
  public TestTokens issuer(String issuer) {
    return claim("iss", issuer);
  }

  /** Sets {@code sub}. */
  public TestTokens subject(String subject) {
    return claim("sub", subject);
  }

  /** Sets {@code aud}: a string for one, a list for more. */
  public TestTokens audience(String... audiences) {
    return claim("aud", audiences.length == 1 ? audiences[0] : List.of(audiences));
  }

  /** Sets {@code exp} so far from now. */
  public TestTokens expiresIn(Duration duration) {
    return expiration(now.plus(duration));
  }

  /** Sets {@code exp}. */
  public TestTokens expiration(Instant time) {
    return claim("exp", time.getEpochSecond());
  }

  /** Sets {@code nbf}. */
  public TestTokens notBefore(Instant time) {
    return claim("nbf", time.getEpochSecond());
  }

  /** Sets {@code iat}. */
  public TestTokens issuedAt(Instant time) {
    return claim("iat", time.getEpochSecond());
  }

  /** Sets a claim; a map is an object, a list an array, null JSON's null. */
  public TestTokens claim(String name, @Nullable Object value) {
    claims.put(name, value);
    return this;
  }

  /** Leaves out a claim. */
  public TestTokens without(String name) {
    claims.remove(name);
    return this;
  }

  /** Sets a header parameter, whatever signs. */
  public TestTokens header(String name, @Nullable Object value) {
    header.put(name, value);
    return this;
  }

  /** Leaves out a header parameter. */
  public TestTokens withoutHeader(String name) {
    header.remove(name);
    return this;
  }

  /** Signs this text for a header instead. */
  public TestTokens headerJson(String json) {
    headerJson = json;
    return this;
  }

  /** Signs this text for a payload instead. */
  public TestTokens payloadJson(String json) {
    payloadJson = json;
    return this;
  }

  /** The token in compact form. */
  public String compact() {
    String input =
        base64(headerJson == null ? JSON.writeValueAsString(header) : headerJson)
            + "."
            + base64(payloadJson == null ? JSON.writeValueAsString(claims) : payloadJson);
    try {
      return input + "." + base64(sign(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The token as a request would bring it. */
  public RawToken raw() {
    return new RawToken(compact());
  }

  /** A token of these JSON texts that nobody signed; its signature is empty. */
  public static String unsigned(String headerJson, String payloadJson) {
    return forged(headerJson, payloadJson, new byte[0]);
  }

  /** A token of these JSON texts with a signature of the forger's choice. */
  public static String forged(String headerJson, String payloadJson, byte[] signature) {
    return base64(headerJson) + "." + base64(payloadJson) + "." + base64(signature);
  }

  /** The token with another payload under its old signature. */
  public static String withPayload(String compact, String payloadJson) {
    String[] parts = compact.split("\\.", -1);
    return parts[0] + "." + base64(payloadJson) + "." + parts[2];
  }

  /** The token with one bit of its signature turned. */
  public static String tampered(String compact) {
    int start = compact.lastIndexOf('.') + 1;
    byte[] signature = Base64.getUrlDecoder().decode(compact.substring(start));
    signature[signature.length / 2] ^= 1;
    return compact.substring(0, start) + base64(signature);
  }

  /** Unpadded base64url of a text in UTF-8. */
  public static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Unpadded base64url. */
  public static String base64(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private byte[] sign(byte[] input) throws GeneralSecurityException, JOSEException {
    if (key instanceof OctetKeyPair pair) {
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(privateKey(pair));
      signature.update(input);
      return signature.sign();
    }
    JWSSigner signer =
        switch (key) {
          case RSAKey rsa -> new RSASSASigner(rsa);
          case ECKey ec -> new ECDSASigner(ec);
          case OctetSequenceKey secret -> new MACSigner(secret);
          default -> throw new IllegalArgumentException("no signer for " + key.getKeyType());
        };
    return signer.sign(new JWSHeader(algorithm), input).decode();
  }

  private static PrivateKey privateKey(OctetKeyPair pair) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, pair.getDecodedD()));
  }

  private static JWSAlgorithm algorithmOf(JWK key) {
    if (key.getAlgorithm() != null) {
      return JWSAlgorithm.parse(key.getAlgorithm().getName());
    }
    if (key instanceof ECKey ec) {
      return ec.getCurve().equals(Curve.P_256)
          ? JWSAlgorithm.ES256
          : ec.getCurve().equals(Curve.P_384) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES512;
    }
    if (key.getKeyType().equals(KeyType.OCT)) {
      return JWSAlgorithm.HS256;
    }
    return key.getKeyType().equals(KeyType.RSA) ? JWSAlgorithm.RS256 : JWSAlgorithm.EdDSA;
  }
}
