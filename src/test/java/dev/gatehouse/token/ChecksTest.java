package dev.gatehouse.token;

import static dev.gatehouse.token.TestClaims.claims;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource({
    "1000000, false",
    "999940, false",
    "999939, true",
    "999939.999, true",
    "999940.5, false",
    "0, true",
    "1e6, false",
    "9e5, true",
    "99999999999999999999, ",
    "9999999999999999999, false",
    "1e19, false"
  })
  void refusesExpired(String exp, @Nullable Boolean expired) {
    if (expired == null) {
      assertThat(NumericDate.read(exp)).isNull();
      return;
    }
    assertThat(refusal(Checks.expiration(true, MINUTE), "{\"exp\":" + exp + "}"))
        .isEqualTo(expired ? Refusal.TOKEN_EXPIRED : null);
  }

  @Test
  void missingExpirationIsAMissingClaimWhereRequired() {
    assertThat(refusal(Checks.expiration(true, MINUTE), "{}"))
        .isEqualTo(Refusal.TOKEN_CLAIM_MISSING);
    assertThat(refusal(Checks.expiration(false, MINUTE), "{}")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1000060, false",
    "1000060.5, true",
    "1000061, true",
    "1000000000000000000, true",
    "0, false"
  })
  void refusesWhatLiesInTheFuture(String time, boolean future) {
    Refusal expected = future ? Refusal.TOKEN_NOT_YET_VALID : null;

    assertThat(refusal(Checks.notBefore(MINUTE), "{\"nbf\":" + time + "}")).isEqualTo(expected);
    assertThat(refusal(Checks.issuedAt(MINUTE), "{\"iat\":" + time + "}")).isEqualTo(expected);
  }

  @Test
  void tokenWithoutTimesIsNotFromTheFuture() {
    assertThat(refusal(Checks.notBefore(MINUTE), "{}")).isNull();
    assertThat(refusal(Checks.issuedAt(MINUTE), "{}")).isNull();
  }

  @Test
  void endlessSkewOverflowsNowhere() {
    String claims = "{\"exp\":1,\"nbf\":18446744073709540000,\"iat\":18446744073709540000}";

    assertThat(refusal(Checks.expiration(true, FOREVER), claims)).isNull();
    assertThat(refusal(Checks.notBefore(FOREVER), claims)).isNull();
    assertThat(refusal(Checks.issuedAt(FOREVER), claims)).isNull();
    assertThat(refusal(Checks.lifetime(FOREVER), claims)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"api\"            | true",
        "[\"web\", \"api\"] | true",
        "\"API\"            | false",
        "\"api/\"           | false",
        "\"\"               | false",
        "[]                 | false",
        "null               | false",
        "[\"web\"]          | false"
      })
  void audienceIsAnyOf(String aud, boolean accepted) {
    assertThat(refusal(Checks.audience(Set.of("api", "app")), "{\"aud\":" + aud + "}"))
        .isEqualTo(accepted ? null : Refusal.TOKEN_AUDIENCE_DENIED);
  }

  @Test
  void tokenWithoutAudienceIsForNobody() {
    assertThat(refusal(Checks.audience(Set.of("api")), "{}"))
        .isEqualTo(Refusal.TOKEN_AUDIENCE_DENIED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JWT",
        "jwt",
        "application/jwt",
        "APPLICATION/JWT",
        "at+jwt",
        "application/at+JWT"
      })
  void acceptsType(String typ) {
    assertThat(typeRefusal(typ)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "JOSE",
        "dpop+jwt",
        "application/",
        "application/application/jwt",
        "text/jwt",
        "application/jwt;a=b",
        "JWT ",
        "at+jwt,JWT",
        "\u212awt"
      })
  void refusesType(String typ) {
    assertThat(typeRefusal(typ)).isEqualTo(Refusal.TOKEN_TYPE_DENIED);
  }

  @Test
  void absentTypePasses() {
    assertThat(typeRefusal(null)).isNull();
  }

  @Test
  void foreignLettersAreNoSpellingOfAType() {
    var check = Checks.type(Set.of("k+jwt"));

    assertThat(check.refuse(new JwsHeader("ES256", null, "\u212a+jwt"), claims("{}"), NOW))
        .isEqualTo(Refusal.TOKEN_TYPE_DENIED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"sub\":\"a\",\"org\":{\"id\":1}} | true",
        "{\"sub\":\"\",\"org\":{\"id\":[]}} | true",
        "{\"sub\":\"a\",\"org.id\":false}   | true",
        "{\"sub\":\"a\"}                    | false",
        "{\"sub\":null,\"org\":{\"id\":1}}  | false",
        "{\"sub\":\"a\",\"org\":{\"id\":null}} | false"
      })
  void requiresEveryClaim(String json, boolean passes) {
    var check = Checks.requiredClaims(List.of(ClaimPath.parse("sub"), ClaimPath.parse("org.id")));

    assertThat(refusal(check, json)).isEqualTo(passes ? null : Refusal.TOKEN_CLAIM_MISSING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"iat\":999000,\"exp\":1002600}   | false",
        "{\"iat\":999000,\"exp\":1002600.5} | true",
        "{\"iat\":999000,\"exp\":1002601}   | true",
        "{\"exp\":1003600}                  | false",
        "{\"exp\":1003601}                  | true",
        "{\"iat\":999000}                   | true",
        "{\"iat\":999000,\"exp\":1}         | false",
        "{\"iat\":0,\"exp\":1e19}           | true"
      })
  void boundsLifetime(String json, boolean exceeded) {
    assertThat(refusal(Checks.lifetime(Duration.ofHours(1)), json))
        .isEqualTo(exceeded ? Refusal.TOKEN_LIFETIME_EXCEEDED : null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"jkt\":\"a\"}", "{}", "null", "\"a\""})
  void refusesBoundTokenSentAsBearer(String cnf) {
    assertThat(refusal(Checks.unbound(), "{\"cnf\":" + cnf + "}"))
        .isEqualTo(Refusal.TOKEN_MALFORMED);
  }

  @Test
  void unboundTokenPasses() {
    assertThat(refusal(Checks.unbound(), "{\"a\":{\"cnf\":1}}")).isNull();
  }

  @Test
  void everyCheckKnowsItsStage() {
    assertThat(
            List.of(
                Checks.expiration(true, MINUTE).stage(),
                Checks.notBefore(MINUTE).stage(),
                Checks.issuedAt(MINUTE).stage(),
                Checks.audience(Set.of()).stage(),
                Checks.type(Set.of()).stage(),
                Checks.requiredClaims(List.of()).stage(),
                Checks.lifetime(MINUTE).stage(),
                Checks.unbound().stage()))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  private static @Nullable Refusal typeRefusal(@Nullable String typ) {
    return Checks.type(Set.of("JWT", "application/at+jwt"))
        .refuse(new JwsHeader("ES256", null, typ), claims("{}"), NOW);
  }

  private static @Nullable Refusal refusal(Check check, String claims) {
    return check.refuse(new JwsHeader("ES256", null, null), claims(claims), NOW);
  }
}
