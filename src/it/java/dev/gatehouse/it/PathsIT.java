package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two readers may understand in two ways never get past the first. */
class PathsIT {

  private static Gate gate;

  @BeforeAll
  static void start() {
    gate =
        Gate.start(
            """
            gatehouse:
              routes:
                - {id: open, uri: $UPSTREAM, predicates: [Path=/open/**], policy: none}
                - {id: exact, uri: $UPSTREAM, predicates: [Path=/exact], policy: none}
                - id: relaxed
                  uri: $UPSTREAM
                  predicates: [Path=/relaxed/**]
                  policy: none
                  allowInPath: ["%2F", "%25", ";", "//"]
                - id: stripped
                  uri: $UPSTREAM
                  predicates: [Path=/stripped/**]
                  policy: none
                  filters: [StripPrefix=1]
                - id: one
                  uri: $UPSTREAM
                  predicates: [Path=/one/**]
                  policy: none
                  allowInPath: ["%2F"]
            """);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/open/../admin",
        "/open/..",
        "/open/./x",
        "/open/.",
        "/./open/x",
        "/../open/x",
        "/open/%2e%2e/admin",
        "/open/%2E%2E/admin",
        "/open/.%2e/admin",
        "/open/%2e./admin",
        "/open/%2e/x",
        "/open/x/%2e%2e",
        "/open/..%2fadmin",
        "/open/..%5cadmin",
        "/open/..;/admin",
        "/open/..;x=y/admin",
        "/open/%252e%252e/admin",
        "/open\\..\\admin",
        "/open/a\\b",
        "/open/a%5cb",
        "/open/a%5Cb",
        "/open/%00",
        "/open/a%00.png",
        "/open/a%0ab",
        "/open/a%0d%0aX-Evil:1",
        "/open/a%09b",
        "/open/a%1fb",
        "/open/a%7fb",
        "/open/%",
        "/open/%a",
        "/open/%zz",
        "/open/%u002e",
        "/open/%c0%ae%c0%ae/admin",
        "/open/%c0%af",
        "/open/%ff",
        "/open/%ed%a0%80",
        "/open/a%e2%82",
        "/open/\u00ff",
        "/open/x#fragment",
        "/open/a%2Fb",
        "/open/a%2fb",
        "/open/a%25b",
        "/open/a;b",
        "/open/a;jsessionid=1",
        "/open/a%3Bb",
        "/open/a%3bb",
        "/open//x",
        "//open/x",
        "/open/x//",
        "/stripped//x",
      })
  void refusesAmbiguousPath(String path) {
    Response refusal = gate.refuses(Request.get(path), 400, "request_rejected");
    assertThat(refusal.json().path("detail").asString()).isNotEmpty();
    gate.refuses(Request.get(path + "?q=1"), 400, "request_rejected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/relaxed/a%2Fb",
        "/relaxed/a%2fb",
        "/relaxed/a%25b",
        "/relaxed/a;b=1",
        "/relaxed/a%3Bb",
        "/relaxed//x",
        "/one/a%2Fb",
      })
  void passesByteForByteWhatTheRouteAllows(String path) {
    assertThat(gate.passes(Request.get(path)).target()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/relaxed/../admin",
        "/relaxed/%2e%2e/admin",
        "/relaxed/..%2fadmin",
        "/relaxed/..%2Fadmin",
        "/relaxed/..;/admin",
        "/relaxed/..%3b/admin",
        "/relaxed/a%2f..%2fadmin",
        "/relaxed/%5c",
        "/relaxed/%00",
        "/one/a;b",
        "/one/a%25b",
        "/one//x",
      })
  void allowanceOfRouteCoversNothingElse(String path) {
    gate.refuses(Request.get(path), 400, "request_rejected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/open/x?a=|&b={&c=}&d=^&e=%&f=%7C&g=%zz&h=`&i=\"",
        "/open/x?a=b?c=d&&=&x",
        "/open/x?../..;//%2f%5c%00\\",
        "/open/x?[a]=<1>",
        "/open/x?u=http://evil.test/../x",
        "/open/x?a=%25%2e&b=+%20",
        "/open/x?a=\u00e9\u0080\u00ff",
        "/open/x?",
        "/open/%E6%9D%B1?%E6",
        "/open/a.b/...x/x..",
        "/open/a-_~!$&'()*+,=:@",
      })
  void passesQueryAndPlainPathByteForByte(String target) {
    assertThat(gate.passes(Request.get(target)).target()).isEqualTo(target);
  }

  @Test
  void exactPathDoesNotMatchWithTrailingSlash() {
    gate.passes(Request.get("/exact"));
    gate.refuses(Request.get("/exact/"), 404, "route_not_found");
    gate.refuses(Request.get("/EXACT"), 404, "route_not_found");
  }

  @Test
  void answers404WhereNoRouteMatches() {
    Response refusal = gate.refuses(Request.get("/nowhere"), 404, "route_not_found");
    assertThat(refusal.header("Content-Type")).startsWith("application/problem+json");
    gate.refuses(Request.get("/"), 404, "route_not_found");
  }

  @ParameterizedTest
  @CsvSource({"/stripped/x?a=|%7C, /x?a=|%7C", "/stripped/a/b%20c, /a/b%20c"})
  void stripsPrefixAndNothingElse(String target, String forwarded) {
    assertThat(gate.passes(Request.get(target)).target()).isEqualTo(forwarded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /open/x HTTP/1.1\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: gw.test\r\nHost: gw.test\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: gw.test\r\nhost: evil.test\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: gw.test/x\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: user@gw.test\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: gw.test, evil.test\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: gw.test:port\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: gw.test:99999\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: [::1\r\n\r\n",
        "GET http://evil.test/open/x HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "GET http://gw.test@evil.test/open/x HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "GET open/x HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "CONNECT gw.test:80 HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: gw.test\r\n folded: x\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: gw.test\r\nX-Space : x\r\n\r\n",
        "GET /open/x HTTP/1.1\r\nHost: gw.test\r\nX-Nul: a\u0000b\r\n\r\n",
        "GET /open/\u0001 HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "GET /open/x y HTTP/1.1\r\nHost: gw.test\r\n\r\n",
      })
  void refusesBrokenRequestInConfiguredFormat(String octets) {
    int before = gate.upstream().count();
    try (var wire = Wire.to(gate.process().port())) {
      Response refusal = wire.write(octets).read("GET");
      assertThat(refusal.status()).as("%s", refusal).isEqualTo(400);
      assertThat(refusal.json().path("code").asString()).isEqualTo("request_rejected");
      assertThat(refusal.header("X-Request-Id")).isNotEmpty();
    }
    assertThat(gate.upstream().count()).isEqualTo(before);
  }

  @Test
  void absoluteFormForOurHostIsForwardedInOriginForm() {
    SeenRequest seen = gate.passes(Request.get("http://gw.test/open/x?a=|"));
    assertThat(seen.target()).isEqualTo("/open/x?a=|");
  }
}
