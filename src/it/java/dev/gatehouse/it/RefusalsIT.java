package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every line of the contract's section 6 that a token can bring about, and how it is told. */
class RefusalsIT {

  private static final TestKey KEY = TestKey.rsa("main");

  private static Gate gate;

  @BeforeAll
  static void start() {
    gate = Gate.start(yaml("problem"));
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  private static String yaml(String format) {
    return """
        gatehouse:
          providers:
            main:
              issuer: https://main.test
              audiences: [api]
              jwks: {inline: '$JWKS'}
              requiredClaims: [sub]
              maxLifetime: 2h
              claimsToHeaders:
                - {claim: note, header: X-Note}
          policies:
            default: {providers: [main]}
          routes:
            - {id: api, uri: $UPSTREAM, predicates: [Path=/api/**]}
          errors: {format: $FORMAT}
        """
        .replace("$JWKS", TestKey.jwks(KEY))
        .replace("$FORMAT", format);
  }

  @ParameterizedTest
  @CsvSource({
    "token_malformed, Jwt is malformed",
    "token_algorithm_denied, Jwt algorithm is not allowed",
    "token_type_denied, Jwt type is not allowed",
    "token_issuer_unknown, Jwt issuer is not configured",
    "token_signature_invalid, Jwt verification fails",
    "token_expired, Jwt is expired",
    "token_not_yet_valid, Jwt is not yet valid",
    "token_audience_denied, Audiences in Jwt are not allowed",
    "token_claim_missing, Jwt lacks a required claim",
    "token_lifetime_exceeded, Jwt lives too long",
    "claim_not_header_safe, Jwt carries a claim that no header can hold",
  })
  void tellsWhyTokenIsRefused(String code, String detail) {
    Response refusal = gate.refuses(Request.get("/api/x").bearer(refused(code)), 401, code);
    assertThat(refusal.header("Content-Type")).startsWith("application/problem+json");
    assertThat(refusal.json().path("status").asInt()).isEqualTo(401);
    assertThat(refusal.json().path("detail").asString()).isEqualTo(detail);
    assertThat(refusal.json().path("title").asString()).isNotEmpty();
    assertThat(refusal.json().has("type")).isTrue();
    assertThat(refusal.json().path("instance").asString()).contains(refusal.header("X-Request-Id"));
    assertThat(refusal.headers("WWW-Authenticate"))
        .singleElement()
        .asString()
        .startsWith("Bearer realm=\"default\"")
        .contains("error=\"invalid_token\"")
        .contains("error_description=\"" + detail + "\"");
  }

  @Test
  void tellsTheSameOfAnExpiredTokenThatIsSentAgain() {
    Request request = Request.get("/api/x").bearer(refused("token_expired"));
    Response first = gate.refuses(request, 401, "token_expired");
    for (int i = 0; i < 3; i++) {
      Response again = gate.refuses(request, 401, "token_expired");
      assertThat(withoutId(again)).isEqualTo(withoutId(first));
    }
  }

  private static String withoutId(Response response) {
    String lines =
        response.fields().stream()
            .filter(field -> !field.name().equalsIgnoreCase("date"))
            .map(Object::toString)
            .collect(Collectors.joining("\n"));
    return (lines + response.text()).replace(response.header("X-Request-Id"), "ID");
  }

  private static String refused(String code) {
    TestToken token = token();
    return switch (code) {
      case "token_malformed" -> "x.y.z";
      case "token_algorithm_denied" -> token.algorithm("none").withSignature(new byte[0]);
      case "token_type_denied" -> token.header("typ", "\"logout+jwt\"").compact();
      case "token_issuer_unknown" -> token.issuer("https://stranger.test").compact();
      case "token_signature_invalid" -> token.withSignature(new byte[256]);
      case "token_expired" -> token.expiresIn(Duration.ofMinutes(-2)).compact();
      case "token_not_yet_valid" -> token.claim("nbf", in(Duration.ofMinutes(5))).compact();
      case "token_audience_denied" -> token.audience("billing").compact();
      case "token_claim_missing" -> token.withoutClaim("sub").compact();
      case "token_lifetime_exceeded" ->
          token.claim("iat", in(Duration.ofHours(-2))).expiresIn(Duration.ofHours(1)).compact();
      case "claim_not_header_safe" -> token.claim("note", "\"a\\u0000b\"").compact();
      default -> throw new AssertionError(code);
    };
  }

  @Test
  void refusesTokenOfTheFutureAndTokenWithoutExpiration() {
    Request request = Request.get("/api/x");
    String early = token().claim("iat", in(Duration.ofMinutes(5))).compact();
    gate.refuses(request.bearer(early), 401, "token_not_yet_valid");
    String endless = token().withoutClaim("exp").compact();
    gate.refuses(request.bearer(endless), 401, "token_claim_missing");
  }

  @Test
  void tellsForgedTokenNothingAboutItsClaims() {
    String forged =
        token().audience("billing").expiresIn(Duration.ofDays(-1)).withSignature(new byte[256]);
    gate.refuses(Request.get("/api/x").bearer(forged), 401, "token_signature_invalid");
  }

  @Test
  void allowsSkewOfOneMinute() {
    gate.passes(Request.get("/api/x").bearer(token().expiresIn(Duration.ofSeconds(-30)).compact()));
    gate.passes(
        Request.get("/api/x").bearer(token().claim("nbf", in(Duration.ofSeconds(30))).compact()));
  }

  @Test
  void challengesMissingTokenWithoutAnError() {
    Response refusal = gate.refuses(Request.get("/api/x"), 401, "token_missing");
    assertThat(refusal.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"default\"");
    assertThat(refusal.json().path("detail").asString()).isEqualTo("Jwt is missing");
  }

  @Test
  void answers400ToSeveralTokens() {
    String token = token().compact();
    Response refusal =
        gate.refuses(Request.get("/api/x").bearer(token).bearer(token), 400, "multiple_tokens");
    assertThat(refusal.header("WWW-Authenticate")).contains("error=\"invalid_request\"");
    assertThat(refusal.json().path("detail").asString()).isEqualTo("More than one Jwt was sent");
  }

  @Test
  void refusesHeadRequestWithoutBody() {
    Response refusal = gate.refuses(Request.of("HEAD", "/api/x"));
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal.header("WWW-Authenticate")).startsWith("Bearer ");
  }

  @Test
  void answersGrpcInItsOwnWords() {
    int before = gate.upstream().count();
    Response refusal =
        gate.send(Request.of("POST", "/api/x").header("Content-Type", "application/grpc"));
    assertThat(refusal.status()).isEqualTo(200);
    assertThat(refusal.header("grpc-status")).isEqualTo("16");
    assertThat(refusal.header("Content-Type")).startsWith("application/grpc");
    assertThat(gate.upstream().count()).isEqualTo(before);
  }

  @Test
  void tellsInPlainTextWhereAskedTo() {
    try (var plain = Gate.start(yaml("text"))) {
      Response missing = plain.refuses(Request.get("/api/x"));
      assertThat(missing.status()).isEqualTo(401);
      assertThat(missing.text()).isEqualTo("Jwt is missing");
      assertThat(missing.header("Content-Type")).startsWith("text/plain");
      Response rejected = plain.refuses(Request.get("/api/../x"));
      assertThat(rejected.status()).isEqualTo(400);
      assertThat(rejected.header("Content-Type")).startsWith("text/plain");
      Response lost = plain.refuses(Request.get("/nowhere"));
      assertThat(lost.status()).isEqualTo(404);
      assertThat(lost.header("Content-Type")).startsWith("text/plain");
    }
  }

  @Test
  void tellsInJsonWhereAskedTo() {
    try (var json = Gate.start(yaml("json"))) {
      Response missing = json.refuses(Request.get("/api/x"));
      assertThat(missing.status()).isEqualTo(401);
      assertThat(missing.header("Content-Type")).startsWith("application/json");
      assertThat(missing.json().propertyNames()).containsExactly("error");
      assertThat(missing.json().path("error").asString()).isEqualTo("Jwt is missing");
      Response huge = json.refuses(Request.get("/api/x").header("X-Big", "x".repeat(40_000)));
      assertThat(huge.status()).isEqualTo(431);
      assertThat(huge.json().propertyNames()).containsExactly("error");
    }
  }

  private static TestToken token() {
    return TestToken.by(KEY).issuer("https://main.test").audience("api").subject("alice");
  }

  private static String in(Duration time) {
    return Long.toString(Instant.now().plus(time).getEpochSecond());
  }
}
