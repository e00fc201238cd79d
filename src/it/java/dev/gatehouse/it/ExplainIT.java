package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code --explain} of the jar: what it prints, what it fetches, how it ends. */
class ExplainIT {

  private static final TestKey KEY = TestKey.rsa("main");

  private static final String YAML =
      """
      gatehouse:
        providers:
          main:
            issuer: https://main.test
            audiences: [api]
            jwks: {url: '$URL', timeout: 2s}
        policies:
          default: {providers: [main]}
        routes:
          - {id: orders, uri: 'http://127.0.0.1:9', predicates: [Path=/orders/**]}
      """;

  @Test
  void explainsWithKeysThatItFetchesOnce() {
    try (var issuer = TestIssuer.publishing(KEY)) {
      String file = file(issuer);
      var ended = explain(file, "Bearer " + token().compact() + "\n");
      assertThat(ended.status()).as(ended.output()).isZero();
      assertThat(ended.output())
          .contains("holds under key main (RSA 2048)", "admitted: identified by provider main");
      assertThat(issuer.fetches()).isEqualTo(1);
    }
  }

  @Test
  void tellsTheLineOfTheRuleThatRefuses() {
    try (var issuer = TestIssuer.publishing(KEY)) {
      var ended = explain(file(issuer), token().audience("web").compact());
      assertThat(ended.status()).as(ended.output()).isEqualTo(1);
      assertThat(ended.output())
          .contains("refused: 401 token_audience_denied", "gatehouse.yaml:5:7")
          .doesNotContain("web", "alice");
    }
  }

  @Test
  void tellsEveryRulesValueForARequest() {
    try (var issuer = TestIssuer.publishing(KEY)) {
      String ruled =
          YAML.replace(
              "default: {providers: [main]}",
              "default: {providers: [main], scopes: [read], deny: [\"request.method == 'DELETE'\","
                  + " \"jwt.sub == 'mallory'\"], require: [\"request.headers['x-team'] =="
                  + " 'red'\"]}");
      String file = GatehouseProcess.write(ruled.replace("$URL", issuer.jwksUrl())).toString();
      String token = token().claim("scope", "\"read\"").compact();

      var told =
          explain(file, token, "--request", "GET https://x/orders", "--header", "X-Team: red");
      assertThat(told.status()).as(told.output()).isZero();

      told = explain(file, token, "--request=DELETE https://x/orders", "--header=X-Team: red");
      assertThat(told.status()).as(told.output()).isEqualTo(1);
      assertThat(told.output())
          .contains(
              "refused: 403 access_denied", "gatehouse.policies.default.deny[0]", "scopes: read")
          .doesNotContain("alice");

      told = explain(file, token);
      assertThat(told.status()).as(told.output()).isEqualTo(1);
      assertThat(told.output()).contains("error: it reads what is not known of the request");

      told = explain(file, token, "--request", "GET https://x/a/../b");
      assertThat(told.status()).as(told.output()).isEqualTo(2);
      assertThat(told.output()).contains("dot segment");
    }
  }

  @Test
  void refusesAnUnknownKidAtOnceRatherThanAfterTheCooldown() {
    try (var issuer = TestIssuer.publishing(KEY)) {
      var ended = explain(file(issuer), token().header("kid", "\"other\"").compact());
      assertThat(ended.status()).as(ended.output()).isEqualTo(1);
      assertThat(ended.output())
          .contains("token_signature_invalid", "no key has kid other; there are: key main");
      assertThat(issuer.fetches()).isEqualTo(1);
    }
  }

  @Test
  void fetchesNothingForAnIssuerThatIsNotConfigured() {
    try (var issuer = TestIssuer.publishing(KEY)) {
      var ended = explain(file(issuer), token().issuer("https://evil.test").compact());
      assertThat(ended.status()).as(ended.output()).isEqualTo(1);
      assertThat(ended.output()).contains("token_issuer_unknown").doesNotContain("evil");
      assertThat(issuer.requests()).isZero();
    }
  }

  @Test
  void waitsNoLongerThanTheTimeoutForAnIssuerThatHangs() {
    try (var issuer = TestIssuer.publishing(KEY).hanging()) {
      long began = System.nanoTime();
      var ended = explain(file(issuer), token().compact());
      assertThat(ended.status()).as(ended.output()).isEqualTo(1);
      assertThat(ended.output()).contains("503 keys_unavailable", "line:", "gatehouse.yaml:6:7");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(50));
    }
  }

  @Test
  void endsWithStatus2WhereNobodyCanTell() {
    try (var issuer = TestIssuer.publishing(KEY)) {
      String file = file(issuer);
      assertThat(explain(file, "").status()).isEqualTo(2);
      var ended =
          GatehouseProcess.run(
              token().compact(),
              Map.of(),
              "--explain",
              "--policy=defualt",
              "--gatehouse.config=" + file);
      assertThat(ended.status()).isEqualTo(2);
      assertThat(ended.output()).contains("Did you mean 'default'?");
      assertThat(GatehouseProcess.run("--explain").status()).isEqualTo(2);
    }
  }

  private static String file(TestIssuer issuer) {
    return GatehouseProcess.write(YAML.replace("$URL", issuer.jwksUrl())).toString();
  }

  private static GatehouseProcess.Ended explain(String file, String input, String... more) {
    Stream<String> options =
        Stream.of("--explain", "--policy", "default", "--gatehouse.config=" + file);
    var ended =
        GatehouseProcess.run(
            input, Map.of(), Stream.concat(options, Stream.of(more)).toArray(String[]::new));
    assertThat(SentTokens.linesWithTokens(ended.output())).isEmpty();
    return ended;
  }

  private static TestToken token() {
    return TestToken.by(KEY).issuer("https://main.test").audience("api").subject("alice");
  }
}
