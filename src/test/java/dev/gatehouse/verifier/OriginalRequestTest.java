package dev.gatehouse.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.proxy.RawClient;
import dev.gatehouse.proxy.RawClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which request the verifier takes an inquiry to be about. */
class OriginalRequestTest {

  private static String policies(String rule) {
    return "    default: { providers: [idp], mode: AllowMissing, require: [\"%s\"] }\n"
            .formatted(rule)
        + "    lax: { providers: [idp], mode: AllowMissing, preflight: pass,"
        + " deny: [\"true\"] }\n";
  }

  private static int status(String request, String rule, String target, String... fields) {
    try (var verifier = TestVerifier.start(policies(rule), request)) {
      return verifier.ask(target, fields).status();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request.method == 'PATCH'",
        "request.path == '/orders/1'",
        "request.query == 'a=b'",
        "request.host == 'shop.test:8443'",
        "request.scheme == 'https'",
        "request.address == '203.0.113.9'",
        "!('x-forwarded-uri' in request.headers) && !('host' in request.headers)",
        "request.headers['x-own'] == 'kept'"
      })
  void readsForwardedHeaders(String rule) {
    assertThat(
            status(
                "x-forwarded",
                rule,
                "/verify",
                "X-Forwarded-Method: PATCH",
                "X-Forwarded-Uri: /orders/1?a=b",
                "X-Forwarded-Host: shop.test:8443",
                "X-Forwarded-Proto: https",
                "X-Forwarded-For: 198.51.100.1, 203.0.113.9, 127.0.0.1",
                "X-Original-Method: GET",
                "X-Original-URI: /lie",
                "X-Own: kept"))
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request.method == 'PATCH'",
        "request.path == '/orders/1'",
        "request.query == 'a=b'",
        "request.host == 'gw.test'"
      })
  void readsOriginalHeaders(String rule) {
    assertThat(
            status(
                "x-original",
                rule,
                "/verify",
                "X-Original-Method: PATCH",
                "X-Original-URI: /orders/1?a=b",
                "X-Forwarded-Method: GET",
                "X-Forwarded-Uri: /lie",
                "X-Forwarded-Host: lie.test"))
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request.method == 'GET'",
        "request.path == '/orders/-/1'",
        "request.query == 'a=b?c'",
        "request.host == 'gw.test'"
      })
  void readsTheRequestLine(String rule) {
    assertThat(
            status(
                "request-line",
                rule,
                "/verify/default/-/orders/-/1?a=b?c",
                "X-Forwarded-Method: DELETE",
                "X-Original-URI: /lie",
                "X-Forwarded-Uri: /lie"))
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "x-forwarded, request.method == 'GET'",
    "x-forwarded, request.path != '/x'",
    "x-forwarded, request.query == ''",
    "x-forwarded, request.host != 'x'",
    "x-forwarded, request.scheme != 'x'",
    "x-forwarded, request.address != 'x'",
    "x-original, request.method == 'GET'",
    "x-original, request.path != '/x'",
    "x-original, request.scheme != 'x'"
  })
  void refusesWhereARuleReadsWhatWasNotTold(String request, String rule) {
    assertThat(status(request, rule, "/verify")).isEqualTo(401);
    assertThat(status(request, rule, "/verify", TestVerifier.bearer())).isEqualTo(403);
    assertThat(status(request, "true", "/verify")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "203.0.113.9, unix:", "203.0.113.9, _hidden, 127.0.0.1", ","})
  void knowsNoAddressWhereItIsTold(String chain) {
    assertThat(
            status("x-original", "request.address != 'x'", "/verify", "X-Forwarded-For: " + chain))
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Uri: /a",
        "X-Forwarded-Method: GET",
        "X-Forwarded-Host: shop.test",
        "X-Forwarded-Proto: https"
      })
  void refusesAFactThatIsToldTwice(String field) {
    assertThat(status("x-forwarded", "true", "/verify", field)).isEqualTo(200);
    assertThat(status("x-forwarded", "true", "/verify", field, field)).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Uri: /a/../b",
        "X-Forwarded-Uri: /a/%2e%2e/b",
        "X-Forwarded-Uri: /a%2Fb",
        "X-Forwarded-Uri: //a",
        "X-Forwarded-Uri: /a;b",
        "X-Forwarded-Uri: a",
        "X-Forwarded-Uri: *",
        "X-Forwarded-Uri: /a b",
        "X-Forwarded-Uri: http://other.test/",
        "X-Forwarded-Uri:",
        "X-Forwarded-Method: get",
        "X-Forwarded-Method: CONNECT",
        "X-Forwarded-Method: GET, DELETE",
        "X-Forwarded-Method:",
        "X-Forwarded-Host: a/b",
        "X-Forwarded-Host: a, b",
        "X-Forwarded-Proto: gopher"
      })
  void refusesWhatTheGuardWouldRefuse(String field) throws Exception {
    try (var verifier = TestVerifier.start(policies("true"), "x-forwarded")) {
      Answer answer = verifier.ask("/verify", field, TestVerifier.bearer());
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).contains("request_rejected");
      assertThat(verifier.decided()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/verify/default/-/orders/%2e%2e, 400",
    "/verify/default/-/../../lax/-/x, 400",
    "/verify/default/-/a%2Fb, 401",
    "/verify/default/-//a, 401",
    "/verify/default/-, 404",
    "/verify/default/orders, 404",
    "/verify/default, 404",
    "/verify, 404",
    "/verify/lax%2F-/x, 404",
    "/verify//-/x, 404",
    "/verify/none/-/x, 404"
  })
  void choosesNothingByTheOriginalPath(String target, int status) {
    assertThat(status("request-line", "true", target)).isEqualTo(status);
  }

  @Test
  void admitsAPreflightWhereThePolicySaysSo() {
    String[] preflight = {"Origin: https://app.test", "Access-Control-Request-Method: DELETE"};
    try (var verifier = TestVerifier.start(policies("true"), "x-forwarded")) {
      assertThat(ask(verifier, "/verify/lax", "X-Forwarded-Method: OPTIONS", preflight))
          .isEqualTo(200);
      assertThat(ask(verifier, "/verify/lax", "X-Forwarded-Method: GET", preflight)).isEqualTo(401);
      assertThat(ask(verifier, "/verify/lax", "X-Other: OPTIONS", preflight)).isEqualTo(401);
      assertThat(verifier.ask("/verify/lax", "X-Forwarded-Method: OPTIONS").status())
          .isEqualTo(401);
    }
  }

  @Test
  void aTokenOnAPreflightGoesNowhere() {
    try (var verifier = TestVerifier.start(policies("true"), "x-forwarded")) {
      Answer answer =
          verifier.ask(
              "/verify/lax",
              "X-Forwarded-Method: OPTIONS",
              "Origin: https://app.test",
              "Access-Control-Request-Method: DELETE",
              TestVerifier.bearer());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers("Authorization")).containsExactly("");
      assertThat(answer.headers("X-User-Id")).containsExactly("");
    }
  }

  private static int ask(TestVerifier verifier, String target, String first, String... more) {
    try (RawClient client = verifier.connect()) {
      return client.get(target, first, more[0], more[1]).status();
    }
  }

  @Test
  void refusesATokenThatStandsWhereNoProxyCanRemoveIt() {
    String yaml =
        """
        gatehouse:
          providers:
            idp: { issuer: "https://id.test", audiences: [api], jwks: { inline: '$KEYS' } }
            web:
              issuer: https://id.test
              audiences: [api]
              jwks: { inline: '$KEYS' }
              tokenSources: [{ cookie: session }, { query: token }, { header: x-jwt }]
              forwardToken: true
          policies:
            default: { providers: [idp, web] }
          forwardAuth:
            { path: /verify, policies: [default], callers: [127.0.0.1], request: x-forwarded }
        """;
    String token = TestVerifier.token().compact();
    String cookie = "Cookie: a=b; session=" + token;
    try (var verifier = TestVerifier.start(yaml)) {
      assertThat(verifier.ask("/verify", "X-Forwarded-Uri: /", cookie).status()).isEqualTo(200);
      assertThat(verifier.ask("/verify", "X-Forwarded-Uri: /?token=" + token).status())
          .isEqualTo(200);
      assertThat(
              verifier.ask("/verify", "X-Forwarded-Uri: /", cookie, TestVerifier.bearer()).body())
          .contains("request_rejected");
      Answer other =
          verifier.ask("/verify", "X-Forwarded-Uri: /", "x_jwt: x", TestVerifier.bearer());
      assertThat(other.status()).isEqualTo(401);
      // a token may stand in a query that nobody told
      assertThat(verifier.ask("/verify", TestVerifier.bearer()).status()).isEqualTo(401);
    }
  }
}
