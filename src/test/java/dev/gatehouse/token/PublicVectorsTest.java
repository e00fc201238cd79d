package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The vectors of public test suites, as far as they need no key. */
class PublicVectorsTest {

  private static final int MAX_LENGTH = 16 * 1024;

  /** What of the examples is a token at all; everything else is malformed to a gateway. */
  private static final Set<String> RFC_TOKENS =
      Set.of("rfc7515-A.1/HS256", "rfc7515-A.2/RS256", "rfc7515-A.3/ES256", "rfc7515-A.5/none");

  @TestFactory
  Stream<DynamicTest> malformedTokensOfJwtVerifyLib() {
    List<JsonNode> cases = TestVectors.cases("jwt_verify_lib_malformed");
    assertThat(cases).hasSize(33);
    return cases.stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").asString(), () -> judgesMalformed(c)));
  }

  private static void judgesMalformed(JsonNode vector) {
    CompactJws jws = CompactJws.parse(new RawToken(tokenOf(vector)), MAX_LENGTH);
    switch (vector.get("parse_status").asString()) {
      case "Ok" -> assertThat(jws).isNotNull();
      // The gatekeeper has the allow-list, and says what is wrong more exactly.
      case "JwtHeaderNotImplementedAlg" ->
          assertThat(jws).extracting(it -> it.header().alg()).isEqualTo("InvalidAlg");
      default -> assertThat(jws).isNull();
    }
  }

  private static String tokenOf(JsonNode vector) {
    if (vector.get("token").isString()) {
      return vector.get("token").asString();
    }
    String filler = "c".repeat(10_240);
    return switch (vector.get("id").asString()) {
      case "parse.TestTooLargeJwt" -> filler;
      case "parse.GoodJwtLongClaim" ->
          TestTokens.unsigned("{\"alg\":\"RS256\"}", "{\"iss\":\"" + filler + "\"}");
      case "parse.GoodJwtLongCustomClaims" ->
          TestTokens.unsigned("{\"alg\":\"RS256\"}", "{\"custom\":\"" + filler + "\"}");
      default -> throw new IllegalStateException("no token in " + vector.get("id"));
    };
  }

  @TestFactory
  Stream<DynamicTest> examplesOfTheRfcs() {
    List<JsonNode> cases = TestVectors.cases("rfc_examples");
    assertThat(cases).hasSize(41);
    return cases.stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").asString(), () -> judgesExample(c)));
  }

  private static void judgesExample(JsonNode vector) {
    CompactJws jws = CompactJws.parse(new RawToken(vector.get("token").asString()), MAX_LENGTH);
    if (!RFC_TOKENS.contains(vector.get("id").asString())) {
      assertThat(jws).isNull();
      return;
    }
    assertThat(jws.claims().issuer()).isEqualTo("joe");
    assertThat(
            Checks.expiration(true, Duration.ofSeconds(60))
                .refuse(jws.header(), jws.claims(), Instant.parse("2025-01-01T00:00:00Z")))
        .isEqualTo(Refusal.TOKEN_EXPIRED);
  }

  @TestFactory
  Stream<DynamicTest> timesOfEnvoy() {
    JsonNode document = TestVectors.document("envoy_time");
    List<JsonNode> cases = TestVectors.cases("envoy_time");
    assertThat(cases).hasSize(11);
    return cases.stream()
        .map(c -> DynamicTest.dynamicTest(c.toString(), () -> judgesTime(document, c)));
  }

  private static void judgesTime(JsonNode document, JsonNode vector) {
    long exp = document.get("exp").asLong();
    long nbf = document.get("nbf").asLong();
    String only = vector.has("claims") ? vector.get("claims").asString() : "both";
    long skew = vector.has("skew") ? vector.get("skew").asLong() : 0;
    String claims =
        switch (only) {
          case "exp only" -> "{\"exp\":" + exp + "}";
          case "nbf only" -> "{\"nbf\":" + nbf + "}";
          case "neither" -> "{}";
          default -> "{\"exp\":" + exp + ",\"nbf\":" + nbf + "}";
        };
    CompactJws jws =
        CompactJws.parse(
            new RawToken(TestTokens.unsigned("{\"alg\":\"RS256\"}", claims)), MAX_LENGTH);
    Instant now = now(vector.get("now").asString(), exp, nbf, skew);

    Refusal refusal =
        Stream.of(
                Checks.expiration(false, Duration.ofSeconds(skew)),
                Checks.notBefore(Duration.ofSeconds(skew)))
            .map(check -> check.refuse(jws.header(), jws.claims(), now))
            .filter(it -> it != null)
            .findFirst()
            .orElse(null);

    assertThat(refusal)
        .isEqualTo(
            switch (vector.get("status").asString()) {
              case "Ok" -> null;
              case "JwtExpired" -> Refusal.TOKEN_EXPIRED;
              case "JwtNotYetValid" -> Refusal.TOKEN_NOT_YET_VALID;
              default -> throw new IllegalStateException(vector.toString());
            });
  }

  /** Reads {@code exp+skew-10} and the like; what no clock shows is the end of time. */
  private static Instant now(String text, long exp, long nbf, long skew) {
    if (text.startsWith("exp+skew")) {
      return Instant.ofEpochSecond(exp + skew + Long.parseLong(text.substring(8)));
    }
    if (text.startsWith("nbf-skew")) {
      return Instant.ofEpochSecond(nbf - skew + Long.parseLong(text.substring(8)));
    }
    return text.equals("0") ? Instant.EPOCH : Instant.MAX;
  }
}
