package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several issuers side by side: any one admits, and none lends its keys to another. */
class ProvidersIT {

  private static final TestKey A = TestKey.rsa("same-kid");
  private static final TestKey B = TestKey.rsa("same-kid");
  private static final TestKey ONE = TestKey.rsa("key-of-one");
  private static final TestKey TWO = TestKey.rsa("key-of-two");
  private static final TestKey UNKNOWN = TestKey.rsa("key-of-nobody");
  private static final TestKey REMOTE = TestKey.rsa("remote");
  private static final TestKey FILED = TestKey.rsa("filed");

  @TempDir private static Path keys;

  private static final TestIssuer ISSUER = TestIssuer.publishing(REMOTE);
  private static final TestIssuer RECOVERING = TestIssuer.publishing(REMOTE).failing(503);
  private static final TestIssuer DOWN = TestIssuer.publishing(REMOTE).failing(500);
  private static Gate gate;

  @BeforeAll
  static void start() throws IOException {
    Path pem = Files.writeString(keys.resolve("partner.pem"), FILED.pem(), UTF_8);
    gate =
        Gate.start(
            YAML.replace("$KEY_A", TestKey.jwks(A))
                .replace("$KEY_B", TestKey.jwks(B))
                .replace("$KEY_ONE", TestKey.jwks(ONE))
                .replace("$KEY_TWO", TestKey.jwks(TWO))
                .replace("$ISSUER", ISSUER.issuer())
                .replace("$RECOVERING", RECOVERING.jwksUrl())
                .replace("$DOWN", DOWN.jwksUrl())
                .replace("$PEM", pem.toString()));
  }

  private static final String YAML =
      """
      gatehouse:
        providers:
          a: {issuer: 'https://a.test', jwks: {inline: '$KEY_A'}}
          b: {issuer: 'https://b.test', jwks: {inline: '$KEY_B'}}
          one:
            issuer: https://shared.test
            audiences: [one, uno]
            jwks: {inline: '$KEY_ONE'}
            claimsToHeaders: [{claim: sub, header: X-By-One}]
          two:
            issuer: https://shared.test
            audiences: [two]
            jwks: {inline: '$KEY_TWO'}
            claimsToHeaders: [{claim: sub, header: X-By-Two}]
          down: {issuer: 'https://shared.test', jwks: {url: '$DOWN', timeout: 1s}}
          nameless: {jwks: {inline: '$KEY_A'}}
          discovered: {issuer: '$ISSUER'}
          remote: {issuer: 'https://remote.test', jwks: {url: '$ISSUER/jwks'}}
          recovering: {issuer: 'https://recovering.test', jwks: {url: '$RECOVERING', timeout: 1s}}
          filed: {issuer: 'https://filed.test', jwks: {file: '$PEM'}}
        policies:
          ab: {providers: [a, b]}
          onetwo: {providers: [one, two]}
          twoone: {providers: [two, one]}
          onedown: {providers: [one, down]}
          nameless: {providers: [b, nameless]}
          discovered: {providers: [discovered]}
          remote: {providers: [remote]}
          recovering: {providers: [recovering]}
          filed: {providers: [filed]}
        routes:
          - {id: ab, uri: $UPSTREAM, predicates: [Path=/ab/**], policy: ab}
          - {id: onetwo, uri: $UPSTREAM, predicates: [Path=/onetwo/**], policy: onetwo}
          - {id: twoone, uri: $UPSTREAM, predicates: [Path=/twoone/**], policy: twoone}
          - {id: onedown, uri: $UPSTREAM, predicates: [Path=/onedown/**], policy: onedown}
          - {id: nameless, uri: $UPSTREAM, predicates: [Path=/nameless/**], policy: nameless}
          - {id: discovered, uri: $UPSTREAM, predicates: [Path=/discovered/**], policy: discovered}
          - {id: remote, uri: $UPSTREAM, predicates: [Path=/remote/**], policy: remote}
          - {id: recovering, uri: $UPSTREAM, predicates: [Path=/recovering/**], policy: recovering}
          - {id: filed, uri: $UPSTREAM, predicates: [Path=/filed/**], policy: filed}
      """;

  @AfterAll
  static void stop() {
    try (ISSUER;
        RECOVERING;
        DOWN) {
      gate.close();
    }
  }

  @Test
  void anyProviderOfPolicyAdmits() {
    gate.passes(request("ab", token(A, "https://a.test")));
    gate.passes(request("ab", token(B, "https://b.test")));
  }

  @Test
  void oneKidInTwoProvidersIsTwoKeys() {
    gate.refuses(request("ab", token(A, "https://b.test")), 401, "token_signature_invalid");
    gate.refuses(request("ab", token(B, "https://a.test")), 401, "token_signature_invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "onetwo, \"one\"",
    "onetwo, \"uno\"",
    "onetwo, '[\"x\",\"uno\"]'",
    "twoone, \"one\"",
    "twoone, '[\"uno\"]'",
  })
  void oneIssuerInTwoProvidersIsToldApartByAudienceInAnyOrder(String policy, String audience) {
    String first = token(ONE, "https://shared.test").claim("aud", audience).compact();
    SeenRequest seen = gate.passes(Request.get("/" + policy + "/x").bearer(first));
    assertThat(seen.headers("X-By-One")).containsExactly("alice");
    assertThat(seen.headers("X-By-Two")).isEmpty();
    String second = token(TWO, "https://shared.test").audience("two").compact();
    seen = gate.passes(Request.get("/" + policy + "/x").bearer(second));
    assertThat(seen.headers("X-By-Two")).containsExactly("alice");
    assertThat(seen.headers("X-By-One")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"onetwo", "twoone"})
  void keyOfOneProviderDoesNotServeTheAudienceOfTheOther(String policy) {
    TestToken crossed = token(ONE, "https://shared.test").audience("two");
    gate.refuses(request(policy, crossed), 401, "token_audience_denied");
    gate.refuses(request(policy, token(ONE, "https://shared.test")), 401, "token_audience_denied");
    TestToken nobodys = token(UNKNOWN, "https://shared.test").audience("one");
    gate.refuses(request(policy, nobodys), 401, "token_signature_invalid");
  }

  @Test
  void unavailableKeysMatterOnlyWhereNoOtherProviderVerifiedTheSignature() {
    TestToken late =
        token(ONE, "https://shared.test").audience("one").expiresIn(Duration.ofHours(-1));
    gate.refuses(request("onedown", late), 401, "token_expired");
    TestToken nobodys = token(UNKNOWN, "https://shared.test").audience("one");
    gate.refuses(request("onedown", nobodys), 503, "keys_unavailable");
    gate.passes(request("onedown", token(ONE, "https://shared.test").audience("one")));
  }

  @Test
  void providerWithoutIssuerTakesAnyIssuerOfItsKeys() {
    gate.passes(request("nameless", token(A, "https://whoever.test")));
    gate.passes(request("nameless", token(A, "x").withoutClaim("iss")));
    gate.refuses(
        request("nameless", token(ONE, "https://whoever.test")), 401, "token_signature_invalid");
  }

  @Test
  void refusesUnknownIssuerBeforeAnyKeyIsFetched() {
    gate.passes(request("remote", token(REMOTE, "https://remote.test")));
    int fetches = ISSUER.requests();
    for (int i = 0; i < 10; i++) {
      gate.refuses(
          request("remote", token(UNKNOWN, "https://stranger.test")), 401, "token_issuer_unknown");
    }
    assertThat(ISSUER.requests()).isEqualTo(fetches);
  }

  @Test
  void fetchesKeySetOnceForManyRequests() {
    gate.passes(request("remote", token(REMOTE, "https://remote.test")));
    int fetches = ISSUER.fetches();
    for (int i = 0; i < 20; i++) {
      gate.passes(request("remote", token(REMOTE, "https://remote.test").subject("user" + i)));
    }
    assertThat(ISSUER.fetches()).isEqualTo(fetches);
  }

  @Test
  void findsKeysByDiscoveryFromIssuer() {
    gate.passes(request("discovered", token(REMOTE, ISSUER.issuer())));
    gate.refuses(
        request("discovered", token(REMOTE, ISSUER.issuer() + "/")), 401, "token_issuer_unknown");
  }

  @Test
  void readsKeyFromPemFile() {
    gate.passes(request("filed", token(FILED, "https://filed.test")));
    gate.passes(request("filed", token(FILED, "https://filed.test").withoutHeader("kid")));
    gate.refuses(request("filed", token(A, "https://filed.test")), 401, "token_signature_invalid");
  }

  @Test
  void requestsWaitForTheFirstFetchAndNoLongerThanItsTimeout() {
    String yaml =
        """
        gatehouse:
          providers:
            hung: {issuer: 'https://hung.test', jwks: {url: '$HUNG', timeout: 2s}}
          policies:
            default: {providers: [hung]}
          routes:
            - {id: api, uri: $UPSTREAM, predicates: [Path=/**]}
        """;
    try (var hung = TestIssuer.publishing(REMOTE).hanging();
        var slow = Gate.start(yaml.replace("$HUNG", hung.jwksUrl()))) {
      long start = System.nanoTime();
      Request request = request("hung", token(REMOTE, "https://hung.test"));
      Response refusal = slow.refuses(request, 503, "keys_unavailable");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(Integer.parseInt(refusal.header("Retry-After"))).isPositive();
    }
  }

  @Test
  void recoversWhenIssuerDoes() {
    TestToken token = token(REMOTE, "https://recovering.test");
    gate.refuses(request("recovering", token), 503, "keys_unavailable");
    RECOVERING.failing(200);
    Eventually.eventually(Duration.ofSeconds(45), () -> gate.passes(request("recovering", token)));
  }

  private static Request request(String policy, TestToken token) {
    return Request.get("/" + policy + "/x").bearer(token.compact());
  }

  private static TestToken token(TestKey key, String issuer) {
    return TestToken.by(key).issuer(issuer).subject("alice");
  }
}
