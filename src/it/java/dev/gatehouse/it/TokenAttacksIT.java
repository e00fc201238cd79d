package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forged tokens, each attack by its name; none may reach the upstream or make a fetch. */
class TokenAttacksIT {

  private static final TestKey RSA = TestKey.rsa("rsa");
  private static final TestKey EC = TestKey.ec("ec", Curve.P_256);
  private static final TestKey ATTACKER = TestKey.rsa("rsa");
  private static final TestKey OTHER = TestKey.rsa("other");

  private static final TestIssuer ATTACKERS_SERVER = TestIssuer.publishing(ATTACKER);
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
                  audiences: [api]
                  jwks: {inline: '$JWKS'}
                  claimsToHeaders:
                    - {claim: sub, header: X-User-Id}
                    - {claim: roles, header: X-Roles}
                hs:
                  issuer: https://hs.test
                  jwks: {inline: '$JWKS'}
                  algorithms: [RS256, ES256, HS256]
                other:
                  issuer: https://other.test
                  audiences: [api]
                  jwks: {inline: '$OTHER'}
              policies:
                default: {providers: [main, other]}
                lax: {mode: AllowMissing, providers: [main, other]}
                hs: {providers: [hs]}
              routes:
                - {id: api, uri: $UPSTREAM, predicates: [Path=/api/**]}
                - {id: lax, uri: $UPSTREAM, predicates: [Path=/lax/**], policy: lax}
                - {id: hs, uri: $UPSTREAM, predicates: [Path=/hs/**], policy: hs}
              limits: {headers: 256KB, token: 128KB}
            """
                .replace("$JWKS", TestKey.jwks(RSA, EC))
                .replace("$OTHER", TestKey.jwks(OTHER)));
  }

  @AfterAll
  static void stop() {
    try (ATTACKERS_SERVER) {
      gate.close();
    }
  }

  private static TestToken token(TestKey key) {
    return TestToken.by(key).issuer("https://main.test").audience("api").subject("admin");
  }

  /** Refused on a guarded route, and where the token might as well be missing. */
  private static void refuses(String token, String code) {
    gate.refuses(Request.get("/api/x").bearer(token), 401, code);
    gate.refuses(Request.get("/lax/x").bearer(token), 401, code);
  }

  @Test
  void admitsTheTokensThatTheAttacksImitate() {
    gate.passes(Request.get("/api/x").bearer(token(RSA).compact()));
    gate.passes(Request.get("/api/x").bearer(token(EC).compact()));
    gate.passes(Request.get("/api/x").bearer(token(OTHER).issuer("https://other.test").compact()));
    gate.passes(Request.get("/hs/x").bearer(token(RSA).issuer("https://hs.test").compact()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", " none", "none ", "rs256"})
  void refusesAlgorithmNoneInAnySpelling(String spelling) {
    TestToken token = token(RSA).algorithm(spelling);
    refuses(token.withSignature(new byte[0]), "token_algorithm_denied");
    refuses(token.signedAs("RS256"), "token_algorithm_denied");
  }

  static Stream<byte[]> publicKeyAsSecret() {
    String pem = RSA.pem();
    return Stream.of(
            pem, pem.strip(), RSA.jwk(), TestKey.jwks(RSA), TestKey.jwks(RSA, EC), RSA.kid(), " ")
        .map(text -> text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("publicKeyAsSecret")
  void refusesHs256SignedWithThePublicKey(byte[] secret) {
    TestToken token = token(RSA).algorithm("HS256");
    refuses(token.macUnder(secret), "token_algorithm_denied");
    String listed = token.issuer("https://hs.test").macUnder(secret);
    gate.refuses(Request.get("/hs/x").bearer(listed), 401, "token_signature_invalid");
    String keyless = token.withoutHeader("kid").macUnder(secret);
    gate.refuses(Request.get("/hs/x").bearer(keyless), 401, "token_signature_invalid");
  }

  @Test
  void refusesHs256SignedWithTheEncodedPublicKey() {
    String listed = token(RSA).algorithm("HS256").issuer("https://hs.test").macUnder(RSA.spki());
    gate.refuses(Request.get("/hs/x").bearer(listed), 401, "token_signature_invalid");
  }

  @Test
  void doesNotUseEmbeddedJwk() {
    refuses(token(ATTACKER).header("jwk", ATTACKER.jwk()).compact(), "token_signature_invalid");
    refuses(
        token(ATTACKER).withoutHeader("kid").header("jwk", ATTACKER.jwk()).compact(),
        "token_signature_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u"})
  void neverFetchesWhatTheTokenPointsTo(String member) {
    String url = TestToken.quoted(ATTACKERS_SERVER.jwksUrl());
    refuses(token(ATTACKER).header(member, url).compact(), "token_signature_invalid");
    gate.passes(Request.get("/api/x").bearer(token(RSA).header(member, url).compact()));
    assertThat(ATTACKERS_SERVER.requests()).isZero();
  }

  @Test
  void doesNotUseEmbeddedCertificate() {
    String chain =
        "[" + TestToken.quoted(java.util.Base64.getEncoder().encodeToString(ATTACKER.spki())) + "]";
    refuses(token(ATTACKER).header("x5c", chain).compact(), "token_signature_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"exp\"]", "[]", "[\"b64\"]", "[\"x\"]", "null", "\"exp\""})
  void refusesAnyCriticalHeader(String crit) {
    refuses(token(RSA).header("crit", crit).header("x", "1").compact(), "token_malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void refusesUnencodedPayload(String b64) {
    TestToken token = token(RSA).header("b64", b64).header("crit", "[\"b64\"]");
    refuses(token.compact(), "token_malformed");
    String unencoded = TestToken.base64("{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}");
    refuses(unencoded + ".{\"sub\":\"admin\"}.AAAA", "token_malformed");
  }

  @Test
  void refusesDetachedPayload() {
    List<String> parts = List.of(token(RSA).compact().split("\\.", -1));
    refuses(parts.get(0) + ".." + parts.get(2), "token_malformed");
  }

  @Test
  void refusesEncryptedToken() {
    String header = TestToken.base64("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"kid\":\"rsa\"}");
    refuses(header + ".AAAA.AAAA.AAAA.AAAA", "token_malformed");
    refuses(token(RSA).compact() + ".AAAA.AAAA", "token_malformed");
  }

  @Test
  void refusesZeroSignatureOfEcdsa() {
    refuses(token(EC).withSignature(new byte[64]), "token_signature_invalid");
    refuses(token(EC).withSignature(new byte[0]), "token_signature_invalid");
    byte[] ones = new byte[64];
    ones[31] = 1;
    ones[63] = 1;
    refuses(token(EC).withSignature(ones), "token_signature_invalid");
    refuses(
        token(EC).withSignature(new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}), "token_signature_invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../../../dev/null",
        "/dev/null",
        "file:///dev/null",
        "' UNION SELECT 'secret' -- ",
        "rsa|id",
        "",
        "https://127.0.0.1/key",
        "${jndi:ldap://127.0.0.1/x}",
      })
  void findsNoKeyByInjectedKid(String kid) {
    TestToken token = token(RSA).header("kid", TestToken.quoted(kid));
    refuses(token.compact(), "token_signature_invalid");
    refuses(token.algorithm("HS256").macUnder(new byte[] {0}), "token_algorithm_denied");
    String listed = token.issuer("https://hs.test").macUnder(new byte[] {0});
    gate.refuses(Request.get("/hs/x").bearer(listed), 401, "token_signature_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "[\"rsa\"]", "{\"kid\":\"rsa\"}", "true", "null"})
  void refusesKidThatIsNoString(String kid) {
    refuses(token(RSA).header("kid", kid).compact(), "token_malformed");
  }

  @Test
  void refusesTokenSignedByAnotherProvidersKey() {
    refuses(token(OTHER).compact(), "token_signature_invalid");
    refuses(token(OTHER).withoutHeader("kid").compact(), "token_signature_invalid");
    refuses(token(RSA).issuer("https://other.test").compact(), "token_signature_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"jkt\":\"x\"}", "{\"x5t#S256\":\"x\"}", "{}", "\"x\""})
  void refusesBoundTokenSentAsBearer(String cnf) {
    refuses(token(RSA).claim("cnf", cnf).compact(), "token_malformed");
  }

  @Test
  void refusesLineBreakInClaim() {
    refuses(
        token(RSA).claim("sub", "\"a\\r\\nX-Roles: admin\"").compact(), "claim_not_header_safe");
    refuses(token(RSA).claim("roles", "[\"a\\nb\"]").compact(), "claim_not_header_safe");
  }

  @Test
  void keepsCommaInsideListElementFromBecomingTwo() {
    String token = token(RSA).claim("roles", "[\"user,admin\",\"a%2Cb\"]").compact();
    SeenRequest seen = gate.passes(Request.get("/api/x").bearer(token));
    assertThat(seen.headers("X-Roles")).containsExactly("user%2Cadmin,a%252Cb");
  }

  @Test
  void refusesTokenOfOneMegabyteAndGoesOn() {
    String huge = token(RSA).claim("pad", TestToken.quoted("x".repeat(1_000_000))).compact();
    Response refusal = gate.refuses(Request.get("/api/x").bearer(huge));
    assertThat(refusal.status()).isIn(401, 431);
    assertThat(gate.refuses(Request.get("/api/x?access_token=" + huge)).status()).isEqualTo(414);
    String large = token(RSA).claim("pad", TestToken.quoted("x".repeat(100_000))).compact();
    refuses(large, "token_malformed");
    gate.passes(Request.get("/api/x").bearer(token(RSA).compact()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void refusesJsonOfTenThousandLevels(String level) {
    String close = level.startsWith("[") ? "]" : "}";
    String deep = level.repeat(10_000) + "1" + close.repeat(10_000);
    refuses(token(RSA).claim("deep", deep).compact(), "token_malformed");
    refuses(token(RSA).header("deep", deep).compact(), "token_malformed");
    refuses(token(RSA).claim("deep", level.repeat(10_000)).compact(), "token_malformed");
  }

  @Test
  void refusesDuplicateMembers() {
    String header = TestToken.base64("{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"rsa\"}");
    refuses(header + ".e30.AAAA", "token_malformed");
    String claims = TestToken.base64("{\"sub\":\"a\",\"sub\":\"b\"}");
    refuses(TestToken.base64("{\"alg\":\"RS256\"}") + "." + claims + ".AAAA", "token_malformed");
  }

  @Test
  void refusesTamperedToken() {
    String good = token(RSA).compact();
    String other = token(RSA).subject("root").signingInput();
    String signature = good.substring(good.lastIndexOf('.'));
    refuses(SentTokens.register(other + signature), "token_signature_invalid");
    refuses(good + "=", "token_malformed");
    refuses(good + ".", "token_malformed");
    refuses(" " + good.replace(".", ". "), "token_malformed");
  }
}
