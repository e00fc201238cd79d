package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the running jar tells Prometheus, and whoever asks what is in force. */
class MetricsIT {

  private static final TestKey KEY = TestKey.rsa("main-key");
  private static final TestKey STRANGER = TestKey.rsa("main-key");
  private static final TestIssuer ISSUER = TestIssuer.publishing(KEY);
  private static final TestIssuer DOWN = TestIssuer.publishing(KEY).failing(500);
  private static final String YAML =
      """
      gatehouse:
        providers:
          main: {issuer: 'https://main.test', jwks: {url: '$ISSUER'}}
          down: {issuer: 'https://down.test', jwks: {url: '$DOWN'}}
          inline: {issuer: 'https://inline.test', jwks: {inline: '$INLINE'}}
        policies:
          default: {providers: [main, down, inline]}
          lax: {mode: Permissive, providers: [main]}
        routes:
          - {id: api, uri: $UPSTREAM, predicates: [Path=/api/**]}
          - {id: lax, uri: $UPSTREAM, predicates: [Path=/lax/**], policy: lax}
          - {id: open, uri: $UPSTREAM, predicates: [Path=/open/**], policy: none}
      """;

  private static Gate gate;

  @BeforeAll
  static void start() {
    gate =
        Gate.start(
            YAML.replace("$ISSUER", ISSUER.jwksUrl())
                .replace("$DOWN", DOWN.jwksUrl())
                .replace("$INLINE", TestKey.jwks(TestKey.rsa("inline-key"))));
  }

  @AfterAll
  static void stop() {
    try (ISSUER;
        DOWN) {
      gate.close();
    }
  }

  @Test
  void countsDecisionsByNamesOfTheConfigurationAlone() throws IOException {
    sendOneOfEach();

    String scraped = scrape();

    assertThat(decided(scraped, "api", "default", "main", "admitted", "")).isEqualTo(2);
    assertThat(decided(scraped, "lax", "lax", "", "anonymous", "")).isEqualTo(1);
    assertThat(decided(scraped, "api", "default", "", "refused", "token_missing")).isEqualTo(1);
    assertThat(decided(scraped, "api", "default", "main", "refused", "token_signature_invalid"))
        .isEqualTo(1);
    assertThat(decided(scraped, "api", "default", "main", "refused", "token_expired")).isEqualTo(1);
    assertThat(decided(scraped, "api", "default", "", "refused", "token_issuer_unknown"))
        .isEqualTo(1);
    assertThat(decided(scraped, "api", "default", "down", "undecided", "keys_unavailable"))
        .isEqualTo(1);
    assertThat(value(scraped, "gatehouse_decision_seconds_count")).isEqualTo(8);
    assertThat(value(scraped, "gatehouse_jwks_keys{provider=\"main\"}")).isEqualTo(1);
    assertThat(value(scraped, "gatehouse_jwks_keys{provider=\"down\"}")).isZero();
    assertThat(value(scraped, "gatehouse_jwks_age_seconds{provider=\"main\"}"))
        .isBetween(0.0, 60.0);
    assertThat(
            value(scraped, "gatehouse_jwks_refresh_total{outcome=\"failure\",provider=\"down\"}"))
        .isPositive();
    assertThat(value(scraped, "gatehouse_token_cache_hits_total")).isPositive();
    // the good one, and that the old one has expired
    assertThat(value(scraped, "gatehouse_token_cache_size")).isEqualTo(2);
    assertThat(scraped).doesNotContain("planted").doesNotContain("route=\"open\"");
    assertThat(SentTokens.linesWithTokens(scraped)).isEmpty();
    documented().forEach(name -> assertThat(scraped).contains(name));
  }

  private static void sendOneOfEach() {
    TestToken good = TestToken.by(KEY).issuer("https://main.test").subject("planted-subject");
    gate.passes(Request.get("/api/planted-path?planted-query").bearer(good.compact()));
    gate.passes(Request.get("/api/again").bearer(good.compact()));
    gate.passes(Request.get("/lax/x"));
    gate.passes(Request.get("/open/x"));
    gate.refuses(Request.get("/api/x"), 401, "token_missing");
    String forged = TestToken.by(STRANGER).issuer("https://main.test").compact();
    gate.refuses(Request.get("/api/x").bearer(forged), 401, "token_signature_invalid");
    String old = good.expiresIn(Duration.ofHours(-1)).compact();
    gate.refuses(Request.get("/api/x").bearer(old), 401, "token_expired");
    String foreign = TestToken.by(KEY).issuer("https://planted-issuer.test").compact();
    gate.refuses(Request.get("/api/x").bearer(foreign), 401, "token_issuer_unknown");
    String orphan = TestToken.by(KEY).issuer("https://down.test").compact();
    gate.refuses(Request.get("/api/x").bearer(orphan), 503, "keys_unavailable");
    gate.refuses(Request.get("/planted-route"), 404, "route_not_found");
  }

  @Test
  void tellsWhatIsInForceAndNoSecret() {
    Response response = gate.process().manage("/actuator/gatehouse");
    assertThat(response.status()).isEqualTo(200);
    JsonNode told = response.json();

    assertThat(told.at("/providers/main/keys/0/kid").asString()).isEqualTo("main-key");
    assertThat(told.at("/providers/main/source").asString()).isEqualTo("url");
    assertThat(told.at("/providers/down/degraded").asBoolean()).isTrue();
    assertThat(told.at("/providers/down/lastError").asString()).contains("500");
    assertThat(told.at("/providers/inline/source").asString()).isEqualTo("inline");
    assertThat(told.at("/routes/1/id").asString()).isEqualTo("lax");
    assertThat(told.at("/routes/2/policy").asString()).isEqualTo("none");
    assertThat(told.at("/configuration/digest").asString()).isNotEmpty();
    assertThat(SentTokens.linesWithTokens(response.text())).isEmpty();
    assertThat(gate.send(Request.get("/actuator/gatehouse")).status()).isEqualTo(404);
    assertThat(gate.send(Request.get("/actuator/prometheus")).status()).isEqualTo(404);
  }

  @Test
  void changesNothingOverTheManagementPort() {
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
      for (String path :
          List.of("/actuator/gatehouse", "/actuator/loggers/ROOT", "/actuator/shutdown", "/x")) {
        Response response =
            Wire.exchange(gate.process().managementPort(), Request.of(method, path).body("{}"));
        assertThat(response.status()).as(method + " " + path).isEqualTo(403);
      }
    }
    assertThat(gate.process().manage("/readyz").status()).isEqualTo(200);
  }

  private static String scrape() {
    Response response = gate.process().manage("/actuator/prometheus");
    assertThat(response.status()).isEqualTo(200);
    return response.text();
  }

  private static double decided(
      String scraped, String route, String policy, String provider, String outcome, String code) {
    return value(
        scraped,
        "gatehouse_decisions_total{code=\"%s\",outcome=\"%s\",policy=\"%s\",provider=\"%s\",route=\"%s\"}"
            .formatted(code, outcome, policy, provider, route));
  }

  private static double value(String scraped, String series) {
    return scraped
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series + " in\n" + scraped));
  }

  private static List<String> documented() throws IOException {
    return Pattern.compile("^\\| `(gatehouse_\\w+)`", Pattern.MULTILINE)
        .matcher(Files.readString(Path.of("docs/operations.md")))
        .results()
        .map(row -> row.group(1))
        // there is none before a stream has ended with its token: UpstreamsIT
        .filter(name -> !name.equals("gatehouse_streams_expired_total"))
        .toList();
  }
}
