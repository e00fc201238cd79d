package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.Curve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which algorithms verify, and with which keys. */
class AlgorithmsIT {

  private static final TestKey RSA = TestKey.rsa("rsa");
  private static final TestKey HMAC = TestKey.hmac("hmac", "0123456789abcdef0123456789abcdef");
  private static final Map<String, TestKey> EC =
      Map.of(
          "ES256", TestKey.ec("ec256", Curve.P_256),
          "ES384", TestKey.ec("ec384", Curve.P_384),
          "ES512", TestKey.ec("ec521", Curve.P_521));
  private static final TestKey ED = TestKey.ed25519("ed");

  @TempDir private static Path keys;

  private static final TestIssuer ISSUER = TestIssuer.publishing(RSA, HMAC);
  private static Gate gate;

  @BeforeAll
  static void start() throws IOException {
    String all = TestKey.jwks(RSA, EC.get("ES256"), EC.get("ES384"), EC.get("ES512"), ED, HMAC);
    String ps256Only = TestKey.jwks(RSA).replace("\"kty\"", "\"alg\":\"PS256\",\"kty\"");
    Path file = Files.writeString(keys.resolve("hmac.json"), HMAC.jwk(), UTF_8);
    gate =
        Gate.start(
            YAML.replace("$ALL", all)
                .replace("$PS256_ONLY", ps256Only)
                .replace("$HMAC", HMAC.jwk())
                .replace("$FILE", file.toString())
                .replace("$URL", ISSUER.jwksUrl()));
  }

  private static final String YAML =
      """
      gatehouse:
        providers:
          all: {issuer: 'https://algorithms.test', jwks: {inline: '$ALL'}}
          rs256only:
            issuer: https://algorithms.test
            jwks: {inline: '$ALL'}
            algorithms: [RS256]
          ps256key: {issuer: 'https://algorithms.test', jwks: {inline: '$PS256_ONLY'}}
          hs:
            issuer: https://algorithms.test
            jwks: {inline: '$HMAC'}
            algorithms: [HS256]
          hsfile:
            issuer: https://algorithms.test
            jwks: {file: '$FILE'}
            algorithms: [HS256, RS256]
          hsremote: {issuer: 'https://algorithms.test', jwks: {url: '$URL'}}
        policies:
          all: {providers: [all]}
          rs256only: {providers: [rs256only]}
          ps256key: {providers: [ps256key]}
          hs: {providers: [hs]}
          hsfile: {providers: [hsfile]}
          hsremote: {providers: [hsremote]}
        routes:
          - {id: all, uri: $UPSTREAM, predicates: [Path=/all], policy: all}
          - {id: rs256only, uri: $UPSTREAM, predicates: [Path=/rs256only], policy: rs256only}
          - {id: ps256key, uri: $UPSTREAM, predicates: [Path=/ps256key], policy: ps256key}
          - {id: hs, uri: $UPSTREAM, predicates: [Path=/hs], policy: hs}
          - {id: hsfile, uri: $UPSTREAM, predicates: [Path=/hsfile], policy: hsfile}
          - {id: hsremote, uri: $UPSTREAM, predicates: [Path=/hsremote], policy: hsremote}
      """;

  @AfterAll
  static void stop() {
    try (ISSUER) {
      gate.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"
      })
  void verifiesEveryAsymmetricAlgorithmWithoutBeingTold(String algorithm) {
    gate.passes(request("/all", token(keyFor(algorithm)).algorithm(algorithm)));
    gate.passes(
        request("/all", token(keyFor(algorithm)).algorithm(algorithm).withoutHeader("kid")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PS256", "RS384", "ES256", "EdDSA", "HS256"})
  void deniesAlgorithmThatIsNotListed(String algorithm) {
    gate.refuses(
        request("/rs256only", token(keyFor(algorithm)).algorithm(algorithm)),
        401,
        "token_algorithm_denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hs", "/hsfile"})
  void verifiesHs256WhereListedWithKeyOfOurOwn(String path) {
    gate.passes(request(path, token(HMAC)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/all", "/hsremote"})
  void deniesHs256WhereNotListed(String path) {
    gate.refuses(request(path, token(HMAC)), 401, "token_algorithm_denied");
  }

  @Test
  void holdsKeyToItsOwnAlgorithm() {
    gate.passes(request("/ps256key", token(RSA).algorithm("PS256")));
    gate.refuses(
        request("/ps256key", token(RSA).algorithm("RS256")), 401, "token_signature_invalid");
    gate.refuses(
        request("/ps256key", token(RSA).algorithm("PS384")), 401, "token_signature_invalid");
  }

  @Test
  void refusesSignatureOfAnotherAlgorithmThanTheHeaderSays() {
    String mixed = token(RSA).algorithm("RS256").signedAs("PS256");
    gate.refuses(Request.get("/all").bearer(mixed), 401, "token_signature_invalid");
  }

  private static TestKey keyFor(String algorithm) {
    return switch (algorithm.substring(0, 2)) {
      case "ES" -> EC.get(algorithm);
      case "Ed" -> ED;
      case "HS" -> HMAC;
      default -> RSA;
    };
  }

  private static Request request(String path, TestToken token) {
    return Request.get(path).bearer(token.compact());
  }

  private static TestToken token(TestKey key) {
    return TestToken.by(key).issuer("https://algorithms.test");
  }
}
