package dev.gatehouse.keys;

import static dev.gatehouse.keys.TestVectors.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DiscoveryTest {

  private static Discovery read(String issuer, String document) {
    return Discovery.read(issuer, TestKeySets.octets(document));
  }

  @TestFactory
  Stream<DynamicTest> findsTheKeysOfRealIdentityProviders() {
    return elements(TestVectors.read("oidc_idp_documents.json").get("documents"))
        .filter(vector -> vector.get("kind").asString().equals("discovery"))
        .map(vector -> DynamicTest.dynamicTest(name(vector), () -> findsKeys(vector)));
  }

  private static String name(JsonNode vector) {
    return vector.get("name").asString();
  }

  private static void findsKeys(JsonNode vector) {
    JsonNode document = vector.get("document");
    String issuer = document.get("issuer").asString();
    String keys = document.get("jwks_uri").asString();
    Discovery found = read(issuer, document.toString());
    if (keys.startsWith("http")) {
      assertThat(found).isEqualTo(new Discovery.Found(URI.create(keys)));
    } else {
      assertThat(found).isInstanceOf(Discovery.Refused.class);
    }
    String other = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer + "/";
    assertThat(read(other, document.toString())).isInstanceOf(Discovery.Refused.class);
  }

  @TestFactory
  Stream<DynamicTest> refusesDocumentsThatLackSomething() {
    return elements(TestVectors.read("oidc_idp_documents.json").get("negative_documents"))
        .filter(vector -> vector.get("kind").asString().equals("discovery"))
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.get("comment").asString(),
                    () ->
                        assertThat(
                                read(
                                    "https://dev-ltxchcls4igzho78.us.auth0.com/",
                                    vector.get("document_text").asString()))
                            .isInstanceOf(Discovery.Refused.class)));
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.example, https://keys.example/k, true",
    "https://id.example, http://id.example/k, false",
    "HTTPS://id.example, http://id.example/k, false",
    "http://id.example, http://id.example/k, true",
    "http://id.example, https://id.example/k, true",
    "https://id.example, https://user@id.example/k, false",
    "https://id.example, file:///etc/passwd, false",
    "https://id.example, /keys, false",
    "https://id.example, https://id.example:0/k, false",
    "https://id.example, https:///k, false",
  })
  void wantsASecureIssuersKeysSecure(String issuer, String keys, boolean found) {
    Discovery read = read(issuer, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + keys + "\"}");
    assertThat(read instanceof Discovery.Found).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"issuer\":\"https://evil\",\"issuer\":\"https://id\",\"jwks_uri\":\"https://id/k\"}",
        "{\"issuer\":[\"https://id\"],\"jwks_uri\":\"https://id/k\"}",
        "{\"issuer\":\"https://id/\",\"jwks_uri\":\"https://id/k\"}",
        "{\"issuer\":\"https://ID\",\"jwks_uri\":\"https://id/k\"}",
        "[]",
        ""
      })
  void wantsOneIssuerExactlyAsConfigured(String document) {
    assertThat(read("https://id", document)).isInstanceOf(Discovery.Refused.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.example, https://id.example/.well-known/openid-configuration",
    "https://id.example/, https://id.example/.well-known/openid-configuration",
    "https://id.example/realms/a, https://id.example/realms/a/.well-known/openid-configuration",
    "https://id.example/realms/a/, https://id.example/realms/a/.well-known/openid-configuration",
    "http://my_idp:8080/a, http://my_idp:8080/a/.well-known/openid-configuration",
  })
  void looksBehindTheIssuerForItsDocument(String issuer, String document) {
    assertThat(new KeySource.Issuer(issuer).document()).isEqualTo(URI.create(document));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accounts.google.com",
        "https://sts.windows.net/{tenantid}/",
        "https://id.example?x",
        "https://id.example#x",
        "https://user:password@id.example",
        "ftp://id.example",
        "https://",
        "https://id.example:99999"
      })
  void cannotDiscoverWhatIsNoAddress(String issuer) {
    assertThatThrownBy(() -> new KeySource.Issuer(issuer))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example, https://A.example:443/x, true",
    "http://a.example, http://a.example:80, true",
    "http://a.example, https://a.example, false",
    "http://a.example, http://a.example:8080, false",
    "http://a.example, http://b.example, false",
    "http://my_idp:8080, http://MY_idp:8080/x, true",
    "http://[::1]:80, http://[::1]/, true",
    "http://[::1]:81, http://[::1]/, false",
  })
  void comparesOrigins(String one, String other, boolean same) {
    Origin origin = Origin.of(URI.create(one));
    assertThat(origin).isNotNull();
    assertThat(origin.equals(Origin.of(URI.create(other)))).isEqualTo(same);
  }
}
