package dev.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(
    value = SignatureChoice.class,
    names = {"NATIVE", "JDK"})
class VerificationKeyTest {

  private static final byte[] INPUT = "header.payload".getBytes(StandardCharsets.US_ASCII);

  private final Signatures signatures;

  VerificationKeyTest(SignatureChoice choice) {
    signatures = Signatures.of(choice);
  }

  private static KeyPair ec(String curve) throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static KeyPair rsa(int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static byte[] sign(String algorithm, KeyPair pair) throws Exception {
    var signer = Signature.getInstance(algorithm);
    signer.initSign(pair.getPrivate());
    signer.update(INPUT);
    return signer.sign();
  }

  private static Set<JwsAlgorithm> fitting(VerificationKey key) {
    var fitting = EnumSet.noneOf(JwsAlgorithm.class);
    for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
      if (key.fits(algorithm)) {
        fitting.add(algorithm);
      }
    }
    return fitting;
  }

  @Test
  void fitsTheAlgorithmsOfItsTypeAlone() throws Exception {
    assertThat(fitting(VerificationKey.of(null, rsa(2048).getPublic(), signatures)))
        .containsExactly(
            JwsAlgorithm.RS256,
            JwsAlgorithm.RS384,
            JwsAlgorithm.RS512,
            JwsAlgorithm.PS256,
            JwsAlgorithm.PS384,
            JwsAlgorithm.PS512);
    assertThat(fitting(VerificationKey.of(null, ec("secp384r1").getPublic(), signatures)))
        .containsExactly(JwsAlgorithm.ES384);
    var ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    assertThat(fitting(VerificationKey.of(null, ed.getPublic(), signatures)))
        .containsExactly(JwsAlgorithm.EDDSA);
  }

  @ParameterizedTest
  @CsvSource({"32, 1", "47, 1", "48, 2", "63, 2", "64, 3", "200, 3"})
  void fitsNoHashLongerThanTheSecret(int octets, int algorithms) {
    assertThat(fitting(VerificationKey.ofSecret(null, new byte[octets]))).hasSize(algorithms);
  }

  @Test
  void refusesAShortSecret() {
    assertThatThrownBy(() -> VerificationKey.ofSecret("kid", new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RFC 7518");
  }

  @Test
  void neverVerifiesAnHmacKeyedWithAPublicKey() throws Exception {
    PublicKey key = rsa(2048).getPublic();
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
    byte[] forged = mac.doFinal(INPUT);
    var verifier = VerificationKey.of("k", key, signatures);
    for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
      assertThat(verifier.verifies(algorithm, INPUT, forged)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"secp256r1, SHA256, ES256", "secp384r1, SHA384, ES384", "secp521r1, SHA512, ES512"})
  void verifiesEcdsaInTheFormOfJwsAlone(String curve, String hash, JwsAlgorithm algorithm)
      throws Exception {
    KeyPair pair = ec(curve);
    var key = VerificationKey.of(null, pair.getPublic(), signatures);
    byte[] good = sign(hash + "withECDSAinP1363Format", pair);
    assertThat(key.verifies(algorithm, INPUT, good)).isTrue();
    assertThat(key.verifies(algorithm, INPUT, sign(hash + "withECDSA", pair))).isFalse();
    assertThat(key.verifies(algorithm, "other".getBytes(StandardCharsets.US_ASCII), good))
        .isFalse();
    assertThat(key.verifies(algorithm, INPUT, Arrays.copyOf(good, good.length + 2))).isFalse();
  }

  @Test
  void verifiesOnAfterWhateverCameBefore() throws Exception {
    KeyPair rsa = rsa(2048);
    KeyPair ec = ec("secp256r1");
    KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    verifiesOn(rsa, JwsAlgorithm.RS256, "SHA256withRSA");
    verifiesOn(ec, JwsAlgorithm.ES256, "SHA256withECDSAinP1363Format");
    verifiesOn(ed, JwsAlgorithm.EDDSA, "Ed25519");
  }

  private void verifiesOn(KeyPair pair, JwsAlgorithm algorithm, String name) throws Exception {
    var key = VerificationKey.of(null, pair.getPublic(), signatures);
    byte[] good = sign(name, pair);
    for (byte[] before : List.of(new byte[0], new byte[good.length], filledLike(good), good)) {
      key.verifies(algorithm, "other".getBytes(StandardCharsets.US_ASCII), before);
      assertThat(key.verifies(algorithm, INPUT, good)).isTrue();
      key.verifies(algorithm, INPUT, before);
      assertThat(key.verifies(algorithm, "other".getBytes(StandardCharsets.US_ASCII), good))
          .isFalse();
    }
  }

  private static byte[] filledLike(byte[] signature) {
    byte[] filled = new byte[signature.length];
    Arrays.fill(filled, (byte) 0xff);
    return filled;
  }

  /** CVE-2022-21449. */
  @Test
  void refusesEcdsaSignaturesOutOfRange() throws Exception {
    KeyPair pair = ec("secp256r1");
    var key = VerificationKey.of(null, pair.getPublic(), signatures);
    byte[] good = sign("SHA256withECDSAinP1363Format", pair);
    byte[] order =
        new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
            .toByteArray();
    byte[] n = Arrays.copyOfRange(order, 1, 33);
    for (byte[] bad : List.of(new byte[32], n, filled((byte) 0xff))) {
      assertThat(key.verifies(JwsAlgorithm.ES256, INPUT, joined(bad, bad))).isFalse();
      assertThat(key.verifies(JwsAlgorithm.ES256, INPUT, joined(bad, half(good, 1)))).isFalse();
      assertThat(key.verifies(JwsAlgorithm.ES256, INPUT, joined(half(good, 0), bad))).isFalse();
    }
    assertThat(key.verifies(JwsAlgorithm.ES256, INPUT, joined(half(good, 0), half(good, 1))))
        .isTrue();
  }

  private static byte[] filled(byte octet) {
    byte[] filled = new byte[32];
    Arrays.fill(filled, octet);
    return filled;
  }

  private static byte[] half(byte[] signature, int which) {
    return Arrays.copyOfRange(signature, which * 32, which * 32 + 32);
  }

  private static byte[] joined(byte[] r, byte[] s) {
    byte[] joined = Arrays.copyOf(r, 64);
    System.arraycopy(s, 0, joined, 32, 32);
    return joined;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 255, 256, 257, 10_000})
  void takesAnySignatureWithoutAnException(int length) throws Exception {
    byte[] signature = new byte[length];
    Arrays.fill(signature, (byte) 0x5a);
    var ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    for (var key :
        List.of(
            VerificationKey.of(null, rsa(2048).getPublic(), signatures),
            VerificationKey.of(null, ec("secp256r1").getPublic(), signatures),
            VerificationKey.of(null, ed.getPublic(), signatures),
            VerificationKey.ofSecret(null, new byte[64]))) {
      for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
        assertThat(key.verifies(algorithm, INPUT, signature)).isFalse();
      }
    }
  }

  @Test
  void refusesWeakRsaKeys() throws Exception {
    assertThatThrownBy(() -> VerificationKey.of(null, rsa(1024).getPublic()))
        .hasMessage("an RSA key must have at least 2048 bits, not 1024");
    BigInteger modulus =
        ((java.security.interfaces.RSAPublicKey) rsa(2048).getPublic()).getModulus();
    for (long exponent : new long[] {1, 2, 65536}) {
      assertThat(RsaDefects.of(modulus, BigInteger.valueOf(exponent)))
          .isEqualTo("its public exponent must be odd and at least 3");
    }
    assertThat(RsaDefects.of(modulus.subtract(BigInteger.ONE), BigInteger.valueOf(3)))
        .isEqualTo("its modulus is even");
    assertThat(RsaDefects.of(modulus, BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE)))
        .contains("longer than 64 bits");
    assertThat(RsaDefects.of(modulus, BigInteger.valueOf(3))).isNull();
  }

  @Test
  void refusesCurvesThatJwsDoesNotKnow() throws Exception {
    var ed448 = KeyPairGenerator.getInstance("Ed448").generateKeyPair();
    assertThatThrownBy(() -> VerificationKey.of(null, ed448.getPublic()))
        .hasMessageContaining("not supported");
    var dh = KeyPairGenerator.getInstance("X25519").generateKeyPair();
    assertThatThrownBy(() -> VerificationKey.of(null, dh.getPublic()))
        .hasMessageContaining("not supported");
  }

  /** With such a key, one signature fits every message. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void refusesEd25519PointsOfSmallOrder(String point) throws Exception {
    var spec = Spki.ed25519(java.util.HexFormat.of().parseHex(point));
    PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(spec);
    assertThatThrownBy(() -> VerificationKey.of(null, key, signatures))
        .hasMessageContaining("small order");
  }

  @Test
  void verifiesNothingWithAnEd25519KeyThatIsNoPoint() {
    // a P-256 coordinate, which Envoy's vectors publish as a usable key
    String x = "EB54wykhS7YJFD6RYJNnwbWEz3cI7CF5bCDTXlrwI5k";
    var document =
        new KeySetParser().parse("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + x + "\"}");
    var key = ((KeyDocument.Usable) document).keys().all().getFirst();
    assertThat(key.verifies(JwsAlgorithm.EDDSA, INPUT, new byte[64])).isFalse();
  }

  @Test
  void isTheSameKeyAfterARefresh() throws Exception {
    PublicKey key = rsa(2048).getPublic();
    var rsa = (java.security.interfaces.RSAPublicKey) key;
    PublicKey again =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    assertThat(VerificationKey.of("a", key))
        .isEqualTo(VerificationKey.of("a", again))
        .hasSameHashCodeAs(VerificationKey.of("a", again))
        .isNotEqualTo(VerificationKey.of("b", again))
        .isNotEqualTo(VerificationKey.of("a", rsa(2048).getPublic()))
        .isNotEqualTo(only(key, JwsAlgorithm.RS256));
    assertThat(only(key, JwsAlgorithm.RS256)).isNotEqualTo(only(key, JwsAlgorithm.PS256));
  }

  private static VerificationKey only(PublicKey key, JwsAlgorithm algorithm) {
    var made = new KeyForge(null).publicKey("a", algorithm, key);
    return ((KeyForge.Result.Usable) made).key();
  }

  @Test
  void printsNoSecret() {
    byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    assertThat(VerificationKey.ofSecret("line\nbreak", secret))
        .hasToString("VerificationKey[line?break, oct]");
  }
}
