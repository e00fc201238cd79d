package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a token is found, and that it is removed from exactly there. */
class TokenSourcesIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final TestKey STRANGER = TestKey.rsa("main");

  private static Gate gate;

  @BeforeAll
  static void start() {
    var yaml = new StringBuilder("gatehouse:\n  providers:\n");
    provider(yaml, "bearer", "[{header: Authorization, prefix: Bearer}]", false);
    provider(yaml, "plain", "[{header: x-jwt}]", false);
    provider(yaml, "prefixed", "[{header: x-jwt, prefix: JWT}]", false);
    provider(yaml, "query", "[{query: access_token}]", false);
    provider(yaml, "cookie", "[{cookie: session}]", false);
    provider(yaml, "many", "[{header: x-jwt}, {query: access_token}, {cookie: session}]", false);
    provider(yaml, "kept", "[{header: x-jwt}, {query: access_token}, {cookie: session}]", true);
    yaml.append("  policies:\n");
    for (String name : NAMES) {
      yaml.append("    " + name + ": {providers: [" + name + "]}\n");
    }
    yaml.append("    lax: {mode: AllowMissing, providers: [bearer]}\n");
    yaml.append("    two: {providers: [bearer, plain]}\n");
    yaml.append("  routes:\n");
    for (String name : NAMES) {
      route(yaml, name);
    }
    route(yaml, "lax");
    route(yaml, "two");
    gate = Gate.start(yaml.toString().replace("$JWKS", TestKey.jwks(KEY)));
  }

  private static final String[] NAMES = {
    "bearer", "plain", "prefixed", "query", "cookie", "many", "kept"
  };

  private static void provider(StringBuilder yaml, String name, String sources, boolean forward) {
    yaml.append("    " + name + ":\n      issuer: https://main.test\n");
    yaml.append("      jwks: {inline: '$JWKS'}\n      tokenSources: " + sources + "\n");
    yaml.append("      forwardToken: " + forward + "\n");
  }

  private static void route(StringBuilder yaml, String name) {
    yaml.append("    - {id: " + name + ", uri: $UPSTREAM, predicates: [Path=/" + name + "/**]");
    yaml.append(", policy: " + name + "}\n");
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER    "})
  void readsBearerSchemeInAnyCaseWithAnyNumberOfSpaces(String scheme) {
    Request request = Request.get("/bearer/x").header("Authorization", scheme + token());
    assertThat(gate.passes(request).headers("Authorization")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Bearer ", "bearer   "})
  void refusesSchemeAlone(String value) {
    gate.refuses(Request.get("/bearer/x").header("Authorization", value), 401, "token_malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Bearerx y", "DPoP abc"})
  void leavesAnotherSchemeUntouched(String value) {
    Request request = Request.get("/lax/x").header("Authorization", value);
    assertThat(gate.passes(request).headers("Authorization")).containsExactly(value);
    gate.refuses(Request.get("/bearer/x").header("Authorization", value), 401, "token_missing");
  }

  @Test
  void readsHeaderWithoutPrefixAndRemovesItAlone() {
    SeenRequest seen =
        gate.passes(
            Request.get("/plain/x")
                .header("x-jwt", token())
                .header("x-jwt-2", "kept")
                .header("Authorization", "Basic dXNlcjpwYXNz"));
    assertThat(seen.lookalikes("x-jwt")).isEmpty();
    assertThat(seen.headers("x-jwt-2")).containsExactly("kept");
    assertThat(seen.headers("Authorization")).containsExactly("Basic dXNlcjpwYXNz");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x_jwt", "X.JWT", "X-Jwt"})
  void readsAndRemovesOtherSpellingsOfTheHeader(String spelling) {
    SeenRequest seen = gate.passes(Request.get("/plain/x").header(spelling, token()));
    assertThat(seen.lookalikes("x-jwt")).isEmpty();
  }

  @Test
  void readsHeaderWithPrefix() {
    Request request = Request.get("/prefixed/x");
    SeenRequest seen = gate.passes(request.header("x-jwt", "jwt " + token()));
    assertThat(seen.lookalikes("x-jwt")).isEmpty();
    gate.refuses(request.header("x-jwt", token()), 401, "token_missing");
  }

  @ParameterizedTest
  @CsvSource({
    "/query/x?access_token=$T, /query/x",
    "/query/x?access_token=$T&a=1, /query/x?a=1",
    "/query/x?a=1&access_token=$T, /query/x?a=1",
    "/query/x?a=%7C|&access_token=$T&b={^%&b=%zz&&=, /query/x?a=%7C|&b={^%&b=%zz&&=",
    "/query/x?access%5Ftoken=$T&a=+, /query/x?a=+",
    "/query/x?Access_Token=other&access_token=$T, /query/x?Access_Token=other",
  })
  void removesTokenFromQueryByteForByte(String target, String forwarded) {
    SeenRequest seen = gate.passes(Request.get(target.replace("$T", token())));
    assertThat(seen.target()).isEqualTo(forwarded);
  }

  @ParameterizedTest
  @CsvSource({
    "a=1; session=$T; b=\"x y\", a=1; b=\"x y\"",
    "session=$T; a=1, a=1",
    "a=1; session=$T, a=1",
    "a=1; sessions=2; session=$T; Session=3, a=1; sessions=2; Session=3",
  })
  void removesTokenFromCookieByteForByte(String cookie, String forwarded) {
    Request request = Request.get("/cookie/x").header("Cookie", cookie.replace("$T", token()));
    assertThat(gate.passes(request).headers("Cookie")).containsExactly(forwarded);
  }

  @Test
  void sendsNoCookieLineWhereTheTokenWasAll() {
    Request request = Request.get("/cookie/x").header("Cookie", "session=" + token());
    assertThat(gate.passes(request).headers("Cookie")).isEmpty();
  }

  @Test
  void forwardsAdmittedTokenWhereAskedTo() {
    String token = token();
    SeenRequest seen = gate.passes(Request.get("/kept/x").header("x-jwt", token));
    assertThat(seen.headers("x-jwt")).containsExactly(token);
    seen = gate.passes(Request.get("/kept/x?a=|&access_token=" + token));
    assertThat(seen.target()).isEqualTo("/kept/x?a=|&access_token=" + token);
    seen = gate.passes(Request.get("/kept/x").header("Cookie", "a=1; session=" + token));
    assertThat(seen.headers("Cookie")).containsExactly("a=1; session=" + token);
  }

  @ParameterizedTest
  @CsvSource({
    "/query/x?access_token=$T&access_token=$T, x-other",
    "/query/x?access_token=$T&access%5ftoken=$T, x-other",
    "/many/x?access_token=$T, x-jwt",
    "/many/x?access_token=$T, x_jwt",
  })
  void refusesSecondToken(String target, String header) {
    Request request = Request.get(target.replace("$T", token())).header(header, token());
    gate.refuses(request, 400, "multiple_tokens");
  }

  @Test
  void refusesSecondCookieAndSecondHeaderOfOneName() {
    String token = token();
    String twice = "session=" + token + "; session=" + token;
    gate.refuses(Request.get("/cookie/x").header("Cookie", twice), 400, "multiple_tokens");
    Request headers = Request.get("/plain/x").header("x-jwt", token);
    gate.refuses(headers.header("x-jwt", token), 400, "multiple_tokens");
    gate.refuses(headers.header("x_jwt", token), 400, "multiple_tokens");
  }

  @Test
  void firstProviderThatAcceptsAdmitsAndTheFailedTokenDoesNotTravelOn() {
    String failed = TestToken.by(STRANGER).issuer("https://main.test").compact();
    SeenRequest seen = gate.passes(Request.get("/two/x").bearer(failed).header("x-jwt", token()));
    assertThat(seen.headers("Authorization")).isEmpty();
    assertThat(seen.lookalikes("x-jwt")).isEmpty();
    seen = gate.passes(Request.get("/two/x").bearer(token()).header("x-jwt", failed));
    assertThat(seen.headers("Authorization")).isEmpty();
    assertThat(seen.lookalikes("x-jwt")).isEmpty();
  }

  @Test
  void dropsRequestTrailers() {
    String head = "POST /bearer/x HTTP/1.1\r\nHost: gw.test\r\nTransfer-Encoding: chunked\r\n";
    try (var wire = Wire.to(gate.process().port())) {
      wire.write(
          head
              + "Trailer: X-User-Id\r\nAuthorization: Bearer "
              + token()
              + "\r\n\r\n3\r\nabc\r\n0\r\nX-User-Id: admin\r\nx-jwt: y\r\n\r\n");
      SeenRequest seen = wire.read("POST").seen();
      assertThat(seen.body()).isEqualTo("abc");
      assertThat(seen.trailers()).isEmpty();
      assertThat(seen.headers("X-User-Id")).isEmpty();
    }
  }

  private static String token() {
    return TestToken.by(KEY).issuer("https://main.test").compact();
  }
}
