package dev.gatehouse.token;

import static dev.gatehouse.token.TestTokens.base64;
import static dev.gatehouse.token.TestTokens.unsigned;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class CompactJwsTest {

  private static final int MAX_LENGTH = 16 * 1024;
  private static final String HEADER = "{\"alg\":\"ES256\"}";
  private static final String GOOD = unsigned(HEADER, "{}");

  @Test
  void readsAnHonestToken() throws Exception {
    JWK key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    Instant now = Instant.ofEpochSecond(1_700_000_000);
    String compact =
        TestTokens.signedBy(key)
            .at(now)
            .issuer("https://id")
            .audience("api", "web")
            .issuedAt(now)
            .notBefore(now)
            .expiresIn(Duration.ofMinutes(5))
            .compact();

    CompactJws jws = parse(compact);

    assertThat(jws.header()).isEqualTo(new JwsHeader("ES256", "k1", "JWT"));
    assertThat(jws.claims().issuer()).isEqualTo("https://id");
    assertThat(jws.claims().audiences()).containsExactly("api", "web");
    assertThat(jws.claims().issuedAt()).isEqualTo(now);
    assertThat(jws.claims().notBefore()).isEqualTo(now);
    assertThat(jws.claims().expiration()).isEqualTo(now.plusSeconds(300));
    assertThat(jws.signingInput())
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo(compact.substring(0, compact.lastIndexOf('.')));
    assertThat(jws.signature()).hasSize(64);
  }

  @Test
  void readsAnUnsignedTokenForTheGatekeeperToRefuseItsAlgorithm() {
    CompactJws jws = parse(unsigned("{\"alg\":\"nOnE\"}", "{}"));

    assertThat(jws.header().alg()).isEqualTo("nOnE");
    assertThat(jws.signature()).isEmpty();
  }

  @Test
  void ignoresKeysAndAddressesOfKeysInTheHeader() {
    String header =
        "{\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\"},\"jku\":\"http://evil\",\"x5u\":1,\"x5c\":[]}";

    assertThat(parse(unsigned(header, "{}")).header())
        .isEqualTo(new JwsHeader("ES256", null, null));
  }

  @Test
  void takesWhitespaceAroundTheJson() {
    assertThat(parse(unsigned(" {\"alg\" :\r\n \"ES256\"}\n", "\t{}\n"))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a",
        "a.b",
        "a.b.c",
        "eyJhbGciOiJFUzI1NiJ9.e30",
        "eyJhbGciOiJFUzI1NiJ9..",
        "eyJhbGciOiJFUzI1NiJ9..c2ln",
        ".e30.c2ln",
        "eyJhbGciOiJFUzI1NiJ9.e30.c2ln.",
        ".eyJhbGciOiJFUzI1NiJ9.e30.c2ln",
        "eyJhbGciOiJFUzI1NiJ9..e30.c2ln",
        "eyJhbGciOiJFUzI1NiJ9.e30.c2ln.c2ln.c2ln",
        " eyJhbGciOiJFUzI1NiJ9.e30.c2ln",
        "eyJhbGciOiJFUzI1NiJ9.e30.c2ln ",
        "eyJhbGciOiJFUzI1NiJ9.e30.c2ln\n",
        "eyJhbGciOiJFUzI1NiJ9.e30.c2ln\u0000",
        "eyJhbGciOiJFUzI1NiJ9.e30\u00e9.c2ln",
        "eyJhbGciOiJFUzI1NiJ9.e30\u0130.c2ln",
        "eyJhbGciOiJFUzI1NiJ9,e30,c2ln",
        "eyJhbGciOiJFUzI1NiJ9.e30.c2ln, eyJhbGciOiJFUzI1NiJ9.e30.c2ln",
        "\"eyJhbGciOiJFUzI1NiJ9.e30.c2ln\""
      })
  void refusesWhatIsNotThreeParts(String compact) {
    assertMalformed(compact);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // padding
        "eyJhbGciOiJFUzI1NiJ9.e30=.c2ln",
        "eyJhbGciOiJFUzI1NiJ9.e30.c2k=",
        "eyJhbGciOiJFUzI1NiJ9.e30.cw==",
        "eyJhbGciOiJFUzI1NiJ9.e30%3D.c2ln",
        // the standard alphabet, which other decoders take too
        "eyJhbGciOiJFUzI1NiJ9.e30.c+ln",
        "eyJhbGciOiJFUzI1NiJ9.e30.c/ln",
        // stray bits behind the last octet
        "eyJhbGciOiJFUzI1NiJ9.e31.c2ln",
        "eyJhbGciOiJFUzI1NiJ9.e30.c2l",
        "eyJhbGciOiJFUzI1NiJ9.e30.cx",
        // one character too many
        "eyJhbGciOiJFUzI1NiJ9.e30.c2lnc",
        "eyJhbGciOiJFUzI1NiJ9.e30A.c2ln"
      })
  void refusesLaxBase64(String compact) {
    assertMalformed(compact);
  }

  @Test
  void everySignatureHasOneSpelling() {
    String signature = base64(new byte[] {1, 2, 3, 4});
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    String front = base64(HEADER) + ".e30." + signature.substring(0, signature.length() - 1);

    long spellings =
        alphabet
            .chars()
            .mapToObj(last -> tryParse(front + (char) last))
            .filter(jws -> jws != null && jws.signature()[3] == 4)
            .count();

    assertThat(spellings).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"ES256\"",
        "null",
        "{\"alg\":null}",
        "{\"alg\":256}",
        "{\"alg\":[\"ES256\"]}",
        "{\"Alg\":\"ES256\"}",
        "{\"alg\":\"ES256\",\"kid\":1}",
        "{\"alg\":\"ES256\",\"kid\":null}",
        "{\"alg\":\"ES256\",\"kid\":{\"a\":\"b\"}}",
        "{\"alg\":\"ES256\",\"typ\":1}",
        "{\"alg\":\"ES256\",\"typ\":[\"JWT\"]}",
        "{\"alg\":\"ES256\",\"cty\":true}",
        "{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"ES256\",\"crit\":[]}",
        "{\"alg\":\"ES256\",\"crit\":null}",
        "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]}",
        "{\"alg\":\"ES256\",\"b64\":false}",
        "{\"alg\":\"ES256\",\"b64\":true}",
        "{\"alg\":\"none\",\"alg\":\"ES256\"}",
        "{\"alg\":\"ES256\",\"\\u0061lg\":\"none\"}"
      })
  void refusesHeader(String header) {
    assertMalformed(unsigned(header, "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"iss\":1}",
        "{\"iss\":[\"a\"]}",
        "{\"sub\":1}",
        "{\"jti\":1}",
        "{\"aud\":1}",
        "{\"aud\":[1]}",
        "{\"aud\":[\"a\",null]}",
        "{\"aud\":{\"a\":1}}",
        "{\"exp\":\"1\"}",
        "{\"exp\":null}",
        "{\"exp\":true}",
        "{\"nbf\":\"1\"}",
        "{\"nbf\":null}",
        "{\"iat\":[1]}",
        "{\"iat\":null}",
        "{\"exp\":-1}",
        "{\"exp\":1e400}",
        "{\"nbf\":-1e400}",
        "{\"iat\":1e999999999999}"
      })
  void refusesRegisteredClaimOfTheWrongType(String payload) {
    assertMalformed(unsigned(HEADER, payload));
  }

  @Test
  void nullIssuerSubjectAndAudienceAreAbsent() {
    Claims claims =
        parse(unsigned(HEADER, "{\"iss\":null,\"sub\":null,\"aud\":null,\"jti\":null}")).claims();

    assertThat(claims.issuer()).isNull();
    assertThat(claims.audiences()).isEmpty();
  }

  @Test
  void refusesTooLongTokenUnparsed() {
    assertThat(CompactJws.parse(new RawToken(GOOD), GOOD.length())).isNotNull();
    assertThat(CompactJws.parse(new RawToken(GOOD), GOOD.length() - 1)).isNull();
    assertMalformed("A".repeat(1024 * 1024));
  }

  @Test
  void neverBlocks() {
    String compact = TestTokens.unsigned(HEADER, "{\"iss\":\"https://id\",\"exp\":1}");
    var tokens = new RememberedTokens<Claims>(1024);

    StepVerifier.create(
            Flux.range(0, 1000)
                .publishOn(Schedulers.parallel())
                .map(
                    i -> {
                      CompactJws jws = parse(compact);
                      var recollection = tokens.recall(new RawToken(compact));
                      tokens.remember(recollection, i, jws.claims(), 1, null);
                      return jws;
                    })
                .then())
        .verifyComplete();
  }

  @Test
  void printsNoClaim() {
    CompactJws jws =
        parse(unsigned("{\"alg\":\"s3cret\",\"kid\":\"s3cret\"}", "{\"s3cret\":[\"s3cret\",1.5]}"));

    assertThat(jws.header().toString() + jws.claims() + jws.claims().json())
        .doesNotContain("s3cret");
    assertThat(jws.claims().json().members().values().toString()).doesNotContain("s3cret", "1.5");
    assertThat(new RawToken("s3cret").toString()).doesNotContain("s3cret");
  }

  private static CompactJws parse(String compact) {
    CompactJws jws = tryParse(compact);
    assertThat(jws).isNotNull();
    return jws;
  }

  private static void assertMalformed(String compact) {
    assertThat(tryParse(compact)).isNull();
  }

  private static @Nullable CompactJws tryParse(String compact) {
    return CompactJws.parse(new RawToken(compact), MAX_LENGTH);
  }
}
