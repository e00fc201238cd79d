package dev.gatehouse.keys;

import static dev.gatehouse.keys.TestVectors.elements;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What public test suites say of key documents and of signatures. */
@ParameterizedClass
@EnumSource(
    value = SignatureChoice.class,
    names = {"NATIVE", "JDK"})
class KeyVectorsTest {

  /** The contract knows no map of certificates by key id: a clear error instead. */
  private static final Set<String> CERTIFICATE_MAPS =
      Set.of("jwks.JwksGoodX509", "jwks.RealJwksX509", "x509.NoKidToken", "x509.RealToken");

  /** Adds a second PEM through the library's API, which no document can say. */
  private static final Set<String> NOT_A_DOCUMENT = Set.of("jwks.addKeyFromPemSuccess");

  private final KeySetParser parser;

  KeyVectorsTest(SignatureChoice choice) {
    parser = new KeySetParser(Signatures.of(choice));
  }

  @TestFactory
  Stream<DynamicTest> readsKeyDocumentsAsEnvoyDoes() {
    return elements(TestVectors.read("jwt_verify_lib_jwks_parse.json").get("cases"))
        .map(vector -> test(vector.get("id").asString(), () -> readsAsEnvoyDoes(vector)));
  }

  private void readsAsEnvoyDoes(JsonNode vector) {
    String id = vector.get("id").asString();
    KeyDocument document = parser.parse(vector.get("text").asString());
    if (CERTIFICATE_MAPS.contains(id)) {
      assertThat(document)
          .isInstanceOfSatisfying(
              KeyDocument.Unusable.class,
              unusable -> assertThat(unusable.reason()).startsWith("certificates by key id"));
      return;
    }
    if (!vector.get("status").asString().equals("Ok")) {
      assertThat(document).isInstanceOf(KeyDocument.Unusable.class);
      return;
    }
    Keys keys = ((KeyDocument.Usable) document).keys();
    if (vector.get("keys").isNumber() && !NOT_A_DOCUMENT.contains(id)) {
      assertThat(keys.all()).hasSize(vector.get("keys").asInt());
    }
    if (vector.get("kids").isArray()) {
      assertThat(keys.all())
          .extracting(VerificationKey::kid)
          .containsExactlyElementsOf(elements(vector.get("kids")).map(JsonNode::asString).toList());
    }
  }

  @TestFactory
  Stream<DynamicTest> readsKeySetsOfIdentityProviders() {
    JsonNode vectors = TestVectors.read("oidc_idp_documents.json");
    return elements(vectors.get("documents"))
        .filter(vector -> vector.get("kind").asString().equals("jwks"))
        .map(vector -> test(vector.get("name").asString(), () -> readsIdentityProvider(vector)));
  }

  private void readsIdentityProvider(JsonNode vector) {
    KeyDocument document = parser.parsePublished(octets(vector.get("document").toString()));
    List<String> expected =
        elements(vector.get("keys_summary"))
            .filter(KeyVectorsTest::isUsable)
            .map(key -> key.get("kid").asString())
            .toList();
    if (expected.isEmpty()) {
      assertThat(document).isInstanceOf(KeyDocument.Unusable.class);
    } else {
      assertThat(((KeyDocument.Usable) document).keys().all())
          .extracting(VerificationKey::kid)
          .containsExactlyElementsOf(expected);
    }
  }

  /** Without unregistered algorithms (SHA256, ES521), and base64url as RFC 7518 wants it. */
  private static boolean isUsable(JsonNode key) {
    return key.get("node_can_import").asBoolean()
        && key.path("use").asString("").equals("sig")
        && (!key.has("alg") || JwsAlgorithm.named(key.get("alg").asString()) != null)
        && key.path("n_is_base64url").asBoolean(true);
  }

  @TestFactory
  Stream<DynamicTest> refusesDocumentsThatAreNoKeySet() {
    return elements(TestVectors.read("oidc_idp_documents.json").get("negative_documents"))
        .filter(vector -> vector.get("kind").asString().equals("jwks"))
        .map(
            vector ->
                test(
                    vector.get("comment").asString(),
                    () ->
                        assertThat(
                                parser.parsePublished(
                                    octets(vector.get("document_text").asString())))
                            .isInstanceOf(KeyDocument.Unusable.class)));
  }

  @TestFactory
  Stream<DynamicTest> verifiesSignaturesAsEnvoyDoes() {
    JsonNode vectors = TestVectors.read("jwt_verify_lib_signatures.json");
    return elements(vectors.get("cases"))
        .filter(vector -> !CERTIFICATE_MAPS.contains(vector.get("id").asString()))
        .map(
            vector ->
                test(
                    vector.get("id").asString(),
                    () -> verifiesAsEnvoyDoes(vectors.get("keysets"), vector)));
  }

  private void verifiesAsEnvoyDoes(JsonNode keySets, JsonNode vector) {
    KeyDocument keys = parser.parse(keySets.get(vector.get("jwks_ref").asString()).toString());
    CompactJws token = CompactJws.of(vector.get("token").asString());
    boolean good = vector.get("status_ignoring_time").asString().equals("Ok");
    assertThat(token.isVerifiedBy(keys)).isEqualTo(good);
    if (good) {
      for (byte[] broken : broken(token.signature())) {
        assertThat(token.withSignature(broken).isVerifiedBy(keys)).isFalse();
      }
    }
  }

  private static List<byte[]> broken(byte[] signature) {
    byte[] first = signature.clone();
    first[0] ^= 1;
    byte[] last = signature.clone();
    last[last.length - 1] ^= (byte) 0x80;
    return List.of(
        first,
        last,
        new byte[0],
        new byte[signature.length],
        Arrays.copyOf(signature, signature.length - 1),
        Arrays.copyOf(signature, signature.length + 1));
  }

  @TestFactory
  Stream<DynamicTest> verifiesWycheproofSignatures() {
    JsonNode vectors = TestVectors.read("wycheproof_derived_jwt.json");
    return elements(vectors.get("cases"))
        .filter(vector -> vector.get("token").isString())
        .map(
            vector ->
                test(
                    vector.get("id").asString(),
                    () -> verifiesAsWycheproofDoes(vectors.get("keysets"), vector)));
  }

  private void verifiesAsWycheproofDoes(JsonNode keySets, JsonNode vector) {
    String set = vector.get("keyset").asString();
    KeyDocument keys = parser.parse(keySets.get(set).get("jwks").toString());
    boolean verified = isVerified(vector.get("token").asString(), keys);
    switch (vector.get("expect").asString()) {
      case "accept" -> assertThat(verified).isTrue();
      case "reject" -> assertThat(verified).isFalse();
      case "either" -> assertThat(verified).as("an unregistered alg fits nothing").isFalse();
      // the contract allows several keys of one kid, and a secret beside public keys of a
      // configured set: neither key can stand in for the other
      default -> assertThat(verified).isEqualTo(set.equals("ks22") || set.equals("ks24"));
    }
  }

  private static boolean isVerified(String token, KeyDocument keys) {
    CompactJws parts;
    try {
      parts = CompactJws.of(token);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return parts.isVerifiedBy(keys);
  }

  @TestFactory
  Stream<DynamicTest> verifiesTheCompactExamplesOfTheRfcs() {
    return elements(TestVectors.read("rfc_examples.json").get("cases"))
        .filter(vector -> vector.path("signature").asString("").equals("valid"))
        .map(
            vector ->
                test(
                    vector.get("id").asString(),
                    () ->
                        assertThat(
                                CompactJws.of(vector.get("token").asString())
                                    .isVerifiedBy(parser.parse(vector.get("jwks").toString())))
                            .isTrue()));
  }

  private static DynamicTest test(String id, Runnable check) {
    return DynamicTest.dynamicTest(id, check::run);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
