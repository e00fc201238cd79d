package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may put beside its token: identities of its own, tokens twice, lies about hops. */
class HeaderAttacksIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final TestKey STRANGER = TestKey.rsa("main");

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
                    - {claim: sub, header: X-User-Id}
                    - {claim: team, header: X-Team}
                    - {claim: note, header: X-Note}
                second:
                  issuer: https://main.test
                  jwks: {inline: '$JWKS'}
                  tokenSources: [{header: x-jwt}]
                both:
                  issuer: https://main.test
                  jwks: {inline: '$JWKS'}
                  tokenSources:
                    - {header: Authorization, prefix: Bearer}
                    - {query: access_token}
                unused:
                  issuer: https://unused.test
                  jwks: {inline: '$JWKS'}
                  claimsToHeaders:
                    - {claim: sub, header: X-Unused-Id}
              policies:
                default: {providers: [main]}
                optional: {mode: AllowMissing, providers: [main]}
                permissive: {mode: Permissive, providers: [main]}
                two: {providers: [main, second]}
                both: {providers: [both]}
              routes:
                - {id: api, uri: $UPSTREAM, predicates: [Path=/api/**]}
                - {id: optional, uri: $UPSTREAM, predicates: [Path=/optional/**], policy: optional}
                - {id: lax, uri: $UPSTREAM, predicates: [Path=/permissive/**], policy: permissive}
                - {id: two, uri: $UPSTREAM, predicates: [Path=/two/**], policy: two}
                - {id: both, uri: $UPSTREAM, predicates: [Path=/both/**], policy: both}
                - {id: public, uri: $UPSTREAM, predicates: [Path=/public/**], policy: none}
            """
                .replace("$JWKS", TestKey.jwks(KEY)));
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-User-Id",
        "x-user-id",
        "X-USER-ID",
        "X_User_Id",
        "x.user.id",
        "X-User_Id",
        "X_USER.ID"
      })
  void removesIdentityHeaderOfTheClientOnEveryRoute(String spelling) {
    for (String path : new String[] {"/optional/x", "/permissive/x", "/public/x"}) {
      SeenRequest seen = gate.passes(Request.get(path).header(spelling, "admin"));
      assertThat(seen.lookalikes("X-User-Id")).as(path).isEmpty();
    }
    SeenRequest seen = gate.passes(Request.get("/api/x").header(spelling, "admin").bearer(token()));
    assertThat(seen.lookalikes("X-User-Id")).containsExactly("alice");
    assertThat(seen.headers("X-User-Id")).containsExactly("alice");
  }

  @Test
  void removesIdentityHeaderThatTheTokenHasNoClaimFor() {
    Request request = Request.get("/api/x").header("X-Team", "root").header("x_note", "root");
    SeenRequest seen = gate.passes(request.bearer(token()));
    assertThat(seen.lookalikes("X-Team")).isEmpty();
    assertThat(seen.lookalikes("X-Note")).isEmpty();
  }

  @Test
  void removesIdentityHeaderOfProviderThatNoPolicyUses() {
    SeenRequest seen = gate.passes(Request.get("/public/x").header("X-Unused_Id", "root"));
    assertThat(seen.lookalikes("X-Unused-Id")).isEmpty();
  }

  @Test
  void removesIdentityHeaderSentTwice() {
    Request request = Request.get("/api/x").header("X-User-Id", "a").header("X-User-Id", "b");
    assertThat(gate.passes(request.bearer(token())).headers("X-User-Id")).containsExactly("alice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "close, X-User-Id",
        "X-User-Id",
        "x-user-id, close",
        "close, X-User-Id, X-Forwarded-For, X-Request-Id"
      })
  void connectionHeaderCanNotRemoveIdentity(String connection) {
    Request request =
        Request.bare("GET", "/api/x", "Host: gw.test", "Connection: " + connection).bearer(token());
    try (var wire = Wire.to(gate.process().port())) {
      Response response = wire.write(request.bytes()).read("GET");
      if (response.status() == 200) {
        assertThat(response.seen().headers("X-User-Id")).containsExactly("alice");
        assertThat(response.seen().headers("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(response.seen().headers("X-Request-Id")).hasSize(1);
      } else {
        assertThat(response.status()).isEqualTo(400);
      }
    }
  }

  @Test
  void connectionHeaderCanNotHideToken() {
    Request request =
        Request.bare("GET", "/optional/x", "Host: gw.test", "Connection: close, Authorization")
            .bearer(TestToken.by(STRANGER).issuer("https://main.test").compact());
    gate.refuses(request);
  }

  @Test
  void refusesTwoAuthorizationHeaders() {
    Request request = Request.get("/api/x").bearer(token());
    gate.refuses(request.bearer(token()), 400, "multiple_tokens");
    gate.refuses(request.header("authorization", "Bearer x"), 400, "multiple_tokens");
    Request optional = Request.get("/optional/x").bearer(token());
    gate.refuses(optional.bearer(token()), 400, "multiple_tokens");
  }

  @Test
  void doesNotLetBasicCredentialsTravelBesideToken() {
    Request request = Request.get("/api/x").bearer(token()).header("Authorization", "Basic eDp5");
    gate.refuses(request, 400, "multiple_tokens");
  }

  @Test
  void refusesTokenInHeaderAndQuery() {
    String token = token();
    gate.refuses(
        Request.get("/both/x?access_token=" + token).bearer(token), 400, "multiple_tokens");
    gate.refuses(Request.get("/both/x?access_token=").bearer(token), 400, "multiple_tokens");
  }

  @Test
  void failedTokenOfSecondSourceDoesNotTravelOn() {
    String failed = TestToken.by(STRANGER).issuer("https://main.test").subject("root").compact();
    SeenRequest seen = gate.passes(Request.get("/two/x").bearer(token()).header("x_jwt", failed));
    assertThat(seen.lookalikes("x-jwt")).isEmpty();
    assertThat(seen.headers("Authorization")).isEmpty();
    seen = gate.passes(Request.get("/two/x").bearer(failed).header("x-jwt", token()));
    assertThat(seen.headers("Authorization")).isEmpty();
  }

  @Test
  void refusesTokenInTheSecondSpellingOfItsHeader() {
    Request request = Request.get("/two/x").header("x-jwt", token()).header("X_JWT", token());
    gate.refuses(request, 400, "multiple_tokens");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "x-forwarded-for",
        "X_Forwarded_For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Forwarded-User",
        "X.Forwarded.User",
        "Forwarded",
        "X-Real-IP",
        "X_Real_IP",
        "X-Original-URL",
        "X-Original-URI",
        "X-Original-Host",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
        "X_HTTP_Method_Override",
      })
  void dropsForwardedHeadersOfStranger(String name) {
    for (String path : new String[] {"/public/x", "/optional/x"}) {
      SeenRequest seen = gate.passes(Request.get(path).header(name, "evil.test"));
      assertThat(seen.fields()).as(path).noneMatch(field -> field.value().contains("evil"));
    }
  }

  @Test
  void doesNotReflectTokensInAnswers() {
    String token = TestToken.by(STRANGER).issuer("https://main.test").compact();
    Response refusal = gate.refuses(Request.get("/api/x").bearer(token));
    assertThat(refusal.toString()).doesNotContain(token.substring(token.indexOf('.')));
    Response rejected = gate.refuses(Request.get("/api/../x?access_token=" + token));
    assertThat(rejected.toString()).doesNotContain(token.substring(token.indexOf('.')));
  }

  private static String token() {
    return TestToken.by(KEY).issuer("https://main.test").subject("alice").compact();
  }
}
