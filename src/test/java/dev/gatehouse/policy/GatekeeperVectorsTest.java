package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeyDocument;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.SignatureChoice;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.policy.Decision.Admitted;
import dev.gatehouse.token.Check;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.TestFacts;
import dev.gatehouse.token.TokenSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Public vectors put before the gatekeeper; each file names its source and licence. */
@ParameterizedClass
@EnumSource(
    value = SignatureChoice.class,
    names = {"NATIVE", "JDK"})
class GatekeeperVectorsTest {

  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final List<Check> AT_THE_WALL_CLOCK =
      List.of(
          Checks.expiration(true, SKEW),
          Checks.notBefore(SKEW),
          Checks.issuedAt(SKEW),
          Checks.type(Set.of("JWT", "at+jwt")),
          Checks.unbound());

  private final KeySetParser parser;

  GatekeeperVectorsTest(SignatureChoice choice) {
    parser = new KeySetParser(Signatures.of(choice));
  }

  @TestFactory
  Stream<DynamicTest> judgesWycheproofTokens() {
    JsonNode vectors = read("wycheproof_derived_jwt.json");
    List<Check> checks =
        Stream.concat(
                AT_THE_WALL_CLOCK.stream(),
                Stream.of(Checks.audience(Set.of("wycheproof-gateway"))))
            .toList();
    return elements(vectors.get("cases"))
        .filter(vector -> vector.path("token").isString())
        .filter(vector -> Set.of("accept", "reject").contains(vector.get("expect").asString()))
        .map(
            vector -> {
              JsonNode jwks = vectors.get("keysets").get(vector.get("keyset").asString());
              return test(
                  vector,
                  () ->
                      assertThat(
                              admits(
                                  jwks.get("jwks"),
                                  "https://issuer.wycheproof.example",
                                  checks,
                                  vector))
                          .isEqualTo(vector.get("expect").asString().equals("accept")));
            });
  }

  @TestFactory
  Stream<DynamicTest> judgesEnvoysSignaturesWhateverTheTime() {
    return envoy(List.of(), "status_ignoring_time");
  }

  @TestFactory
  Stream<DynamicTest> judgesEnvoysSignaturesNow() {
    return envoy(
        List.of(Checks.expiration(false, SKEW), Checks.notBefore(SKEW)), "status_at_wall_clock");
  }

  private Stream<DynamicTest> envoy(List<Check> checks, String status) {
    JsonNode vectors = read("jwt_verify_lib_signatures.json");
    return elements(vectors.get("cases"))
        // Google's map of certificates by key id, which is no form of the contract's
        .filter(vector -> !vector.get("id").asString().startsWith("x509."))
        .map(
            vector -> {
              JsonNode jwks = vectors.get("keysets").get(vector.get("jwks_ref").asString());
              return test(
                  vector,
                  () ->
                      assertThat(admits(jwks, null, checks, vector))
                          .isEqualTo(vector.get(status).asString().equals("Ok")));
            });
  }

  @TestFactory
  Stream<DynamicTest> refusesTheExamplesOfTheRfcs() {
    return elements(read("rfc_examples.json").get("cases"))
        .filter(vector -> vector.path("token").isString())
        .map(
            vector ->
                test(
                    vector,
                    () -> {
                      assertThat(vector.get("gateway").asString()).isEqualTo("reject");
                      assertThat(admits(vector.path("jwks"), null, AT_THE_WALL_CLOCK, vector))
                          .isFalse();
                    }));
  }

  private static DynamicTest test(
      JsonNode vector, org.junit.jupiter.api.function.Executable executable) {
    return DynamicTest.dynamicTest(vector.get("id").asString(), executable);
  }

  /** Whether the token passes; a key set without a usable key is refused at start, so: no. */
  private boolean admits(
      JsonNode jwks, @Nullable String issuer, List<Check> checks, JsonNode vector) {
    String document = jwks.isString() ? jwks.asString() : jwks.toString();
    if (!(parser.parse(document) instanceof KeyDocument.Usable usable)) {
      return false;
    }
    var provider =
        new Provider(
            new Provider.Definition(
                "vectors",
                issuer,
                List.of(new TokenSource.Header("Authorization", "Bearer")),
                false,
                EnumSet.allOf(JwsAlgorithm.class),
                checks,
                IdentityHeaders.of(List.of())),
            TestKeySet.of(usable.keys()),
            InstantSource.system());
    var facts = new TestFacts().header("Authorization", "Bearer " + vector.get("token").asString());
    Decision decision =
        new Gatekeeper(16 * 1024)
            .decide(facts, new Policy("default", Mode.STRICT, List.of(provider)))
            .block();
    return decision instanceof Admitted;
  }

  private static JsonNode read(String name) {
    try (var file = GatekeeperVectorsTest.class.getResourceAsStream("/vectors/" + name)) {
      return JsonMapper.shared().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
