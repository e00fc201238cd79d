package dev.gatehouse;

import static dev.gatehouse.ExplainedTokens.good;
import static dev.gatehouse.ExplainedTokens.publishedKeys;
import static dev.gatehouse.ExplainedTokens.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.ConfigurationFile;
import dev.gatehouse.config.ConfigurationFile.Loaded;
import dev.gatehouse.config.SnapshotCompiler;
import dev.gatehouse.proxy.RouteCompiler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainTest {

  private static final String YAML =
      """
      gatehouse:
        providers:
          any:
            audiences: [any]
            jwks: {inline: '$JWKS'}
          main:
            issuer: https://id.example.com
            audiences: [orders-api]
            jwks:
              inline: '$JWKS'
            algorithms: [ES256]
            requiredClaims: [sub, team]
            maxLifetime: 24h
            claimsToHeaders:
              - {claim: sub, header: X-User-Id}
        policies:
          default: {providers: [main]}
          both: {providers: [any, main]}
          lax: {mode: Permissive, providers: [main]}
          shadow:
            enforce: false
            providers: [main]
        routes:
          - {id: a, uri: 'http://127.0.0.1:9', predicates: [Path=/**]}
        limits: {token: 4KB}
      """
          .replace("$JWKS", publishedKeys());

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private static Path folder;
  private static Path file;
  private static Compiled compiled;

  @BeforeAll
  static void compile() throws IOException {
    file = Files.writeString(folder.resolve("gatehouse.yaml"), YAML);
    Loaded loaded = ConfigurationFile.read(file, _ -> null);
    try (var context = Check.start(loaded, file, List.of())) {
      compiled =
          Compiled.of(
              loaded,
              null,
              context.getBean(SnapshotCompiler.class),
              context.getBean(RouteCompiler.class));
    }
    assertThat(compiled).as(loaded.problems().render()).isNotNull();
  }

  @Test
  void tellsEveryCheckOfAnAdmittedToken() {
    assertThat(explain("default", good().compact())).isZero();

    assertThat(printed())
        .startsWith("policy default: Strict (" + file + ":17:5)\n\nprovider main\n")
        .containsSubsequence(
            "form             holds    alg ES256, kid k1",
            "issuer           holds    iss is https://id.example.com",
            "algorithm        holds    alg is ES256; allowed: ES256",
            "signature        holds    holds under key k1 (EC P-256)",
            "expiration       holds    exp is in ",
            "not before       holds    the token has no nbf",
            "issued at        holds    iat was ",
            "audience         holds    aud names orders-api",
            "type             holds    typ is JWT, accepted: at+jwt, jwt",
            "required claims  holds    all are there: sub, team",
            "lifetime         holds    from iat to exp: 1h; allowed: 1d",
            "binding          holds    the token is bound to no key",
            "headers          holds    every mapped claim fits into its header",
            "admitted: identified by provider main\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer  ", "Authorization: Bearer ", "\n ", ""})
  void takesTheTokenAsItIsCopied(String before) {
    assertThat(explain("default", before + good().compact() + "\r\n")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "garbage      | token_malformed         | form            | 2 | gatehouse.policies.default",
        "encrypted    | token_malformed         | form            | 5: it is encrypted | gatehouse.policies.default",
        "long         | token_malformed         | form            | allowed: 4096 | gatehouse.limits.token",
        "slash        | token_issuer_unknown    | issuer          | by a slash at its end alone | gatehouse.providers.main.issuer",
        "unsigned     | token_algorithm_denied  | algorithm       | none is no signature algorithm | gatehouse.providers.main.algorithms",
        "forged       | token_signature_invalid | signature       | none of the keys that fit: key k1 | gatehouse.providers.main.jwks",
        "unknown      | token_signature_invalid | signature       | no key has kid k2; there are: key k1 | gatehouse.providers.main.jwks",
        "expired      | token_expired           | expiration      | exp was 3m | gatehouse.providers.main.clockSkew (not in the file)",
        "eternal      | token_claim_missing     | expiration      | the token has no exp | gatehouse.providers.main.requireExpiration (not in the file)",
        "stranger     | token_audience_denied   | audience        | aud names none of: orders-api | gatehouse.providers.main.audiences",
        "idToken      | token_type_denied       | type            | typ is id+jwt | gatehouse.providers.main.tokenTypes (not in the file)",
        "teamless     | token_claim_missing     | required claims | the token lacks: team | gatehouse.providers.main.requiredClaims",
        "long-lived   | token_lifetime_exceeded | lifetime        | from iat to exp: 2d; allowed: 1d | gatehouse.providers.main.maxLifetime",
        "bound        | token_malformed         | binding         | cnf binds the token | gatehouse.providers.main",
        "unsafe       | claim_not_header_safe   | headers         | claim sub does not fit into X-User-Id | gatehouse.providers.main.claimsToHeaders",
      })
  void tellsTheRuleAndItsLineOfARefusal(
      String token, String code, String check, String reason, String rule) {
    assertThat(explain("default", token(token))).isEqualTo(1);

    String path = rule.replace(" (not in the file)", "");
    String key = path.substring(path.lastIndexOf('.') + 1);
    int line = rule.equals(path) ? line(key) : line("main");
    assertThat(printed())
        .containsSubsequence(
            "refused: 401 " + code + " (",
            "  check:  " + check + ", provider main\n",
            "  reason: ",
            reason,
            "  rule:   " + rule + "\n",
            "  line:   " + file + ":" + line + ":");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void printsNothingOfTheTokenButItsHeader() {
    String token =
        good()
            .issuer("https://secret-issuer.example.com")
            .audience("secret-audience")
            .subject("secret-subject")
            .compact();
    for (String policy : List.of("default", "both", "lax", "shadow")) {
      explain(policy, token);
      explain(policy, good().audience("secret-audience").subject("secret-subject").compact());
    }
    String[] parts = token.split("\\.", -1);
    assertThat(printed()).doesNotContain("secret", parts[1], parts[2]);
  }

  @Test
  void keepsTheTerminalFromATokensHeader() {
    explain("default", good().header("kid", "\u001b[2J\u202ek").compact());
    assertThat(printed()).contains("kid ?[2J?k").doesNotContain("\u001b", "\u202e");
  }

  @Test
  void asksCandidatesInTheOrderOfTheContract() {
    assertThat(explain("both", good().compact())).isZero();
    assertThat(printed())
        .containsSubsequence(
            "provider main\n",
            "headers",
            "provider any\n",
            "issuer  holds      any is taken",
            "not asked  main admits");

    out.reset();
    assertThat(explain("both", good().issuer("https://else").audience("any").compact())).isZero();
    assertThat(printed())
        .containsSubsequence(
            "provider any\n",
            "provider main, no candidate\n",
            "refused  iss differs from https://id.example.com\n",
            "admitted: identified by provider any\n");
  }

  @Test
  void tellsWhatPermissiveModeAndShadowModeLetPass() {
    assertThat(explain("lax", token("expired"))).isZero();
    assertThat(printed())
        .contains("admitted as anonymous: mode Permissive lets pass what fails: 401 token_expired");

    out.reset();
    assertThat(explain("shadow", token("expired"))).isZero();
    assertThat(printed())
        .contains("policy shadow: Strict, in shadow mode", "it would be refused: 401 token_expired")
        .contains("  reason: exp was 3m");
  }

  @Test
  void tellsToolsInJson() {
    assertThat(explain("default", token("stranger"), true)).isEqualTo(1);

    JsonNode json = JsonMapper.shared().readTree(printed());
    assertThat(json.path("admitted").asBoolean()).isFalse();
    JsonNode refusal = json.path("refusal");
    assertThat(refusal.path("code").asString()).isEqualTo("token_audience_denied");
    assertThat(refusal.path("status").asInt()).isEqualTo(401);
    assertThat(refusal.path("rule").asString()).isEqualTo("gatehouse.providers.main.audiences");
    assertThat(refusal.path("line").asInt()).isEqualTo(8);
    assertThat(refusal.path("column").asInt()).isEqualTo(7);
    assertThat(json.path("providers").path(0).path("checks").findValuesAsString("check"))
        .containsExactly(
            "form",
            "issuer",
            "algorithm",
            "signature",
            "expiration",
            "not before",
            "issued at",
            "audience");
  }

  @ParameterizedTest
  @CsvSource({
    "defualt, Did you mean 'default'?",
    "Shadw, Did you mean 'shadow'?",
    "zzzzzzzzzzzz, 'There are: default, both, lax, shadow.'",
    "none, public routes",
  })
  void namesTheNearestPolicy(String name, String message) {
    assertThat(explain(name, good().compact())).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains(message);
    assertThat(printed()).isEmpty();
  }

  @Test
  void cannotTellWithoutATokenOrWithSeveral() {
    assertThat(explain("default", " \n")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("no token on standard input");
    assertThat(explain("default", "a b")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("holds 2 words");
  }

  @Test
  void cannotTellWhereTheFileIsRefused() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), YAML.replace("issuer:", "isuer:"));
    var asked = new Command.Explain(bad, "default", null, List.of(), false, List.of());
    var launch = new Launch(Map.<String, String>of()::get, printer(out), printer(err));
    assertThat(launch.explain(asked, input(good().compact()))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains(bad + ":7:7", "did you mean 'issuer'?");
  }

  private int explain(String policy, String input) {
    return explain(policy, input, false);
  }

  private int explain(String policy, String input, boolean json) {
    var asked = new Command.Explain(file, policy, null, List.of(), json, List.of());
    try {
      return new Explain(_ -> null, printer(out), printer(err))
          .answer(asked, compiled, input(input));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PrintStream printer(ByteArrayOutputStream to) {
    return new PrintStream(to, true, UTF_8);
  }

  private static ByteArrayInputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private String printed() {
    return out.toString(UTF_8);
  }

  /** The line in which the key stands last, as {@code main} has it. */
  private static int line(String key) {
    List<String> lines = YAML.lines().toList();
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i).strip();
      if (line.startsWith(key + ":") || (key.equals("token") && line.startsWith("limits:"))) {
        return i + 1;
      }
    }
    throw new AssertionError(key);
  }
}
