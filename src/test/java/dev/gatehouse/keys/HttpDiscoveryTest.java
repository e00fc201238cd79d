package dev.gatehouse.keys;

import static dev.gatehouse.keys.TestIssuers.BOUND;
import static dev.gatehouse.keys.TestIssuers.kids;
import static dev.gatehouse.keys.TestIssuers.land;
import static dev.gatehouse.keys.TestIssuers.reason;
import static dev.gatehouse.keys.TestIssuers.send;
import static dev.gatehouse.keys.TestKeySets.jwks;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Discovery over real sockets. */
class HttpDiscoveryTest {

  private final TestIssuers issuers = new TestIssuers();

  @AfterEach
  void stop() {
    issuers.close();
  }

  private static String discovery(String issuer, Object keys) {
    return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + keys + "\",\"x\":[{\"y\":null}]}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/realms/main", "/realms/main/"})
  void discoversTheKeysOfAnIssuer(String path) {
    var self = new AtomicReference<URI>();
    URI issuer =
        issuers.serve(
            (request, response) ->
                send(
                    response,
                    request.uri().endsWith("/.well-known/openid-configuration")
                        ? discovery(self.get() + path, self.get() + "/certs")
                        : jwks("a")));
    self.set(issuer);
    assertThat(kids(land(new KeySource.Issuer(issuer + path), BOUND))).containsExactly("a");
    String folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    assertThat(issuers.requests())
        .containsExactly(
            "GET " + folder + "/.well-known/openid-configuration of the issuer alone -",
            "GET /certs of the issuer alone -");
  }

  @Test
  void sendsHeadersToTheConfiguredOriginAlone() {
    URI keys = issuers.serve((_, response) -> send(response, jwks("a")));
    var self = new AtomicReference<URI>();
    URI issuer = issuers.serve((_, response) -> send(response, discovery(self.get() + "", keys)));
    self.set(issuer);
    assertThat(kids(land(new KeySource.Issuer(issuer + ""), BOUND))).containsExactly("a");
    assertThat(issuers.requests()).last().isEqualTo("GET / - -");
  }

  @Test
  void refusesADiscoveryDocumentOfAnotherIssuer() {
    URI issuer =
        issuers.serve(
            (_, response) -> send(response, discovery("http://localhost", "http://localhost/x")));
    assertThat(reason(land(new KeySource.Issuer(issuer + ""), BOUND)))
        .isEqualTo("discovery: the document is of another issuer, http://localhost");
    assertThat(issuers.requests()).hasSize(1);
  }

  @Test
  void failsWhereDiscoveryFails() {
    URI issuer = issuers.serve((_, response) -> response.status(503).send());
    assertThat(reason(land(new KeySource.Issuer(issuer + ""), BOUND)))
        .isEqualTo("discovery: status 503");
  }
}
