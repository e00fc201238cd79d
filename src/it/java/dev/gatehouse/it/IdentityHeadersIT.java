package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How claims become header lines: section 4 of the contract. */
class IdentityHeadersIT {

  private static final TestKey KEY = TestKey.rsa("main");

  private static Gate gate;

  @BeforeAll
  static void start() {
    gate =
        Gate.start(
            """
            gatehouse:
              providers:
                main:
                  issuer: https://main.test
                  jwks: {inline: '$JWKS'}
                  claimsToHeaders:
                    - {claim: c, header: X-Text}
                    - {claim: realm_access.roles, header: X-Nested}
                    - {claim: a.b, header: X-Dotted}
                    - {claim: 'a\\.b', header: X-Escaped}
                coded:
                  issuer: https://coded.test
                  jwks: {inline: '$JWKS'}
                  claimsToHeaders:
                    - {claim: c, header: X-Json, encoding: json}
                    - {claim: c, header: X-Base64, encoding: base64url}
              policies:
                default: {providers: [main, coded]}
              routes:
                - {id: api, uri: $UPSTREAM, predicates: [Path=/api/**]}
            """
                .replace("$JWKS", TestKey.jwks(KEY)));
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "\"alice\" # alice",
        "\"a b, c=\\\"d\\\"\" # a b, c=\"d\"",
        "\"100%\" # 100%",
        "9007199254740993 # 9007199254740993",
        "-5 # -5",
        "1.50 # 1.50",
        "1e3 # 1e3",
        "12345678901234567890123 # 12345678901234567890123",
        "true # true",
        "false # false",
        "[\"a\",\"b\"] # a,b",
        "[\"a,b\",\"50%\",1,true,-0.10] # a%2Cb,50%25,1,true,-0.10",
        "{\"k\": [1, 2.0] } # {\"k\":[1,2.0]}",
        "[{\"k\":1},\"x\"] # [{\"k\":1},\"x\"]",
        "\"Zoë 東京\" # Zoë 東京",
        "\"\\u005aoe\" # Zoe",
        "\"\" # ''",
        "[] # ''",
      })
  void writesTextAsTheTokenHasIt(String claim, String header) {
    SeenRequest seen = gate.passes(request(token().claim("c", claim)));
    assertThat(seen.headers("X-Text")).extracting(IdentityHeadersIT::utf8).containsExactly(header);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "\"alice\" # \"alice\"",
        "9007199254740993 # 9007199254740993",
        "1.50 # 1.50",
        "[ \"a,b\" , 1 ] # [\"a,b\",1]",
        "{\"k\" : {\"l\": null}} # {\"k\":{\"l\":null}}",
        "true # true",
        "\"\" # \"\"",
        "[] # []",
      })
  void writesCompactJsonAndItsBase64url(String claim, String json) {
    SeenRequest seen = gate.passes(request(token().issuer("https://coded.test").claim("c", claim)));
    assertThat(seen.headers("X-Json")).containsExactly(json);
    assertThat(seen.headers("X-Base64")).containsExactly(TestToken.base64(json));
  }

  @Test
  void writesJsonOfAnyStringSafely() {
    TestToken token = token().issuer("https://coded.test").claim("c", "\"a\\r\\nX-Evil: 1 ë\"");
    SeenRequest seen = gate.passes(request(token));
    assertThat(seen.headers("X-Evil")).isEmpty();
    String decoded =
        new String(Base64.getUrlDecoder().decode(seen.headers("X-Base64").getFirst()), UTF_8);
    assertThat(decoded).contains("\\r\\n").startsWith("\"a").endsWith("\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", ""})
  void writesNoHeaderForAbsentOrNullClaim(String claim) {
    TestToken token = claim.isEmpty() ? token() : token().claim("c", claim);
    Request forged = request(token).header("X-Text", "forged");
    assertThat(gate.passes(forged).lookalikes("X-Text")).isEmpty();
  }

  @Test
  void findsNestedAndDottedClaims() {
    TestToken nested =
        token().claim("realm_access", "{\"roles\":[\"x\",\"y\"]}").claim("a", "{\"b\":\"in\"}");
    SeenRequest seen = gate.passes(request(nested));
    assertThat(seen.headers("X-Nested")).containsExactly("x,y");
    assertThat(seen.headers("X-Dotted")).containsExactly("in");
    assertThat(seen.headers("X-Escaped")).isEmpty();
    seen = gate.passes(request(nested.claim("a.b", "\"whole\"")));
    assertThat(seen.headers("X-Dotted")).containsExactly("whole");
    assertThat(seen.headers("X-Escaped")).containsExactly("whole");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\\r\\nX-Evil: 1\"",
        "\"a\\nb\"",
        "\"a\\u0000b\"",
        "\"\\u007f\"",
        "\"a\\u0085b\"",
        "\" a\"",
        "\"a \"",
        "\"a\\t\"",
        "\"\\ud800\"",
        "[\"a\",\"b\\r\\n\"]",
      })
  void refusesClaimThatNoHeaderCanHold(String claim) {
    gate.refuses(request(token().claim("c", claim)), 401, "claim_not_header_safe");
  }

  private static Request request(TestToken token) {
    return Request.get("/api/x").bearer(token.compact());
  }

  private static TestToken token() {
    return TestToken.by(KEY).issuer("https://main.test");
  }

  private static String utf8(String octets) {
    return new String(octets.getBytes(ISO_8859_1), UTF_8);
  }
}
