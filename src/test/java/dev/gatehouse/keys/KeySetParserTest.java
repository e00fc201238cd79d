package dev.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KeySetParserTest {

  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA";

  private final KeySetParser parser = new KeySetParser();

  private static KeyDocument.Usable usable(KeyDocument document) {
    assertThat(document).isInstanceOf(KeyDocument.Usable.class);
    return (KeyDocument.Usable) document;
  }

  private static String reason(KeyDocument document) {
    assertThat(document).isInstanceOf(KeyDocument.Unusable.class);
    return ((KeyDocument.Unusable) document).reason();
  }

  private static String pem(String label, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static KeyPair pair(String algorithm) throws Exception {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
  }

  @Test
  void acceptsALeadingZeroInTheModulus() {
    KeyDocument document = parser.parsePublished(octets(kgateway()));
    assertThat(usable(document).keys().all())
        .singleElement()
        .hasToString("VerificationKey[solo-public-key-001, RSA 2048]");
  }

  private static String kgateway() {
    return TestVectors.read("kgateway-jwks.json").toString();
  }

  @Test
  void readsASingleKeyWhereAnOperatorWroteIt() {
    String jwk = TestKeySets.key("a").toPublicJWK().toJSONString();
    assertThat(usable(parser.parse(jwk)).keys().knows("a")).isTrue();
    assertThat(reason(parser.parsePublished(octets(jwk)))).startsWith("not a JWK set");
  }

  @Test
  void looksAtThePublicPartOfAPrivateKeyAlone() {
    ECKey key = TestKeySets.key("a");
    Keys ofPrivate = usable(parser.parse("{\"keys\":[" + key.toJSONString() + "]}")).keys();
    Keys ofPublic = usable(parser.parse(TestKeySets.jwks("a"))).keys();
    assertThat(ofPrivate.all()).isEqualTo(ofPublic.all());
  }

  @Test
  void takesASecretFromAnOperatorAndNeverFromAnIssuer() {
    String jwks = "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"" + SECRET + "\"}]}";
    assertThat(usable(parser.parse(jwks)).keys().fitting(JwsAlgorithm.HS256, "s")).hasSize(1);
    assertThat(parser.parsePublished(octets(jwks)))
        .isEqualTo(
            new KeyDocument.Unusable(
                "no usable key: key 1 (kid s): a symmetric key that is published is no secret",
                List.of(
                    new SkippedKey(
                        "key 1 (kid s)", "a symmetric key that is published is no secret"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "~use~:~enc~ | its use is enc, not sig",
        "~use~:1 | use is not a string",
        "~kid~:7 | kid is not a string",
        "~alg~:~RS256~ | its alg RS256 does not fit a key of type EC P-256",
        "~alg~:~ES384~ | its alg ES384 does not fit a key of type EC P-256",
        "~alg~:~none~ | its alg none is not supported",
        "~alg~:~ECDH-ES~ | its alg ECDH-ES is not supported",
        "~key_ops~:[~sign~] | its key_ops lack verify",
        "~key_ops~:~verify~ | its key_ops lack verify",
      })
  void skipsAKeyThatIsForSomethingElse(String member, String reason) {
    String jwk = TestKeySets.key("a").toPublicJWK().toJSONString();
    String changed = jwk.replace("\"kid\":\"a\"", member.replace('~', '"'));
    String jwks = TestKeySets.jwks("good").replace("]}", "," + changed + "]}");
    KeyDocument.Usable document = usable(parser.parse(jwks));
    assertThat(document.keys().all()).hasSize(1);
    assertThat(document.skipped()).containsExactly(new SkippedKey("key 2", reason));
  }

  @Test
  void takesAKeyForVerifyingAndIgnoresUnknownMembers() {
    String jwk = TestKeySets.key("a").toPublicJWK().toJSONString();
    String members = "{\"key_ops\":[\"verify\"],\"alg\":null,\"x5c\":[\"?\"],\"y2\":{\"z\":[1]},";
    assertThat(usable(parser.parse(members + jwk.substring(1))).keys().all()).hasSize(1);
  }

  @Test
  void skipsAPointThatIsNotOnItsCurve() {
    String x = TestKeySets.key("a").getX().toString();
    String y = TestKeySets.key("b").getY().toString();
    String jwk = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}";
    assertThat(reason(parser.parse(jwk)))
        .isEqualTo("no usable key: key 1: its point is not on the curve");
  }

  @Test
  void takesSeveralKeysOfOneKidInTheirOrder() {
    String b = TestKeySets.key("b").toPublicJWK().toJSONString().replace("\"b\"", "\"a\"");
    String jwks = TestKeySets.jwks("a").replace("]}", "," + b + "]}");
    assertThat(usable(parser.parse(jwks)).keys().fitting(JwsAlgorithm.ES256, "a")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"kty\":\"EC\"}]}",
        "{\"keys\":[]} x",
        "{\"keys\":[]}{}",
        "{\"keys\":[],}",
        "{'keys':[]}",
        "{\"keys\":[] /* none */}",
        "{\"keys\":[\u0001]}",
        "{\"keys\":",
      })
  void refusesSloppyJson(String document) {
    assertThat(reason(parser.parse(document))).startsWith("not JSON without duplicate members");
  }

  @Test
  void refusesDeepJson() {
    assertThat(reason(parser.parse("{\"keys\":" + "[".repeat(100_000))))
        .startsWith("not JSON without duplicate members");
  }

  @Test
  void quotesNothingOfADocumentThatMayHoldASecret() {
    for (String document :
        List.of(
            "{\"kty\":\"oct\",\"k\":\"" + SECRET + "\"",
            "{\"kty\":\"oct\",\"k\":\"" + SECRET + "\" \"}",
            "{\"kty\":\"oct\",\"k\":\"" + SECRET + "=!\"}",
            "{\"kty\":\"oct\",\"k\":\"" + SECRET.substring(0, 20) + "\"}",
            SECRET)) {
      assertThat(parser.parse(document).toString()).doesNotContain(SECRET.substring(0, 12));
    }
  }

  @Test
  void readsAByteOrderMark() {
    assertThat(usable(parser.parse("\ufeff" + TestKeySets.jwks("a"))).keys().all()).hasSize(1);
    assertThat(usable(parser.parsePublished(octets("\ufeff" + TestKeySets.jwks("a")))).skipped())
        .isEmpty();
  }

  @Test
  void readsSeveralPemBlocksAndSkipsTheBadOnes() throws Exception {
    String document =
        "issued to partner\n"
            + pem("PUBLIC KEY", pair("RSA").getPublic().getEncoded())
            + pem("PUBLIC KEY", pair("Ed25519").getPublic().getEncoded())
            + pem("PUBLIC KEY", pair("DSA").getPublic().getEncoded())
            + pem("PUBLIC KEY", new byte[] {0x30})
            + pem("PUBLIC KEY", new byte[] {0x30, 4, 0x30, 2, 6, 0x7f})
            + pem("PRIVATE KEY", pair("EC").getPrivate().getEncoded())
            + pem("CERTIFICATE", new byte[] {0x30, 0})
            + pem("DH PARAMETERS", new byte[] {0x30, 0})
            + "-----BEGIN PUBLIC KEY-----\n%%%\n-----END PUBLIC KEY-----\n"
            + "-----BEGIN PUBLIC KEY-----\nAAAA";
    KeyDocument.Usable read = usable(parser.parse(document));
    assertThat(read.keys().all()).extracting(VerificationKey::kid).containsExactly(null, null);
    assertThat(read.skipped())
        .extracting(SkippedKey::toString)
        .containsExactly(
            "PEM block 3: it is not a public key of a supported type",
            "PEM block 4: it is not a public key of a supported type",
            "PEM block 5: it is not a public key of a supported type",
            "PEM block 6: it is a private key, which does not belong here: give its public key",
            "PEM block 7: it is not a valid certificate",
            "PEM block 8: PUBLIC KEY or CERTIFICATE is needed, not DH PARAMETERS",
            "PEM block 9: its content is not base64",
            "PEM block 10: its END line is missing");
  }

  @Test
  void readsACertificate() {
    JsonNode vectors = TestVectors.read("jwt_verify_lib_jwks_parse.json");
    String map =
        TestVectors.elements(vectors.get("cases"))
            .filter(vector -> vector.get("id").asString().equals("jwks.JwksGoodX509"))
            .map(vector -> vector.get("text").asString())
            .findFirst()
            .orElseThrow();
    String certificate = map.substring(map.indexOf("-----BEGIN"), map.indexOf("\",\""));
    KeyDocument document = parser.parse(certificate.replace("\\n", "\n"));
    assertThat(usable(document).keys().fitting(JwsAlgorithm.RS256, "any")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "<html>", "jwks.json", "-----BEGIN"})
  void refusesWhatIsNeitherJsonNorPem(String document) {
    assertThat(reason(parser.parse(document))).isEqualTo("neither JSON nor PEM");
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
