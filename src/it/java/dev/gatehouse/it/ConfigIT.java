package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A configuration that is not right never becomes a running gateway, and says why it is not. */
class ConfigIT {

  private static final TestKey KEY = TestKey.rsa("main");

  private static final String GOOD =
      """
      gatehouse:
        providers:
          main:
            issuer: https://main.test
            audiences: [api]
            jwks: {inline: '$JWKS'}
            claimsToHeaders:
              - {claim: sub, header: X-User-Id}
        policies:
          default: {providers: [main]}
          lax: {mode: AllowMissing, providers: [main]}
        routes:
          - {id: orders, uri: 'http://127.0.0.1:9', predicates: [Path=/orders/**]}
          - {id: shop, uri: 'http://127.0.0.1:9', predicates: [Path=/shop/**], policy: lax}
          - {id: health, uri: 'http://127.0.0.1:9', predicates: [Path=/healthz], policy: none}
      """
          .replace("$JWKS", TestKey.jwks(KEY));

  @Test
  void endsWithStatus1AndSaysWhatToDoWithoutConfiguration() {
    var ended = GatehouseProcess.run();
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains("gatehouse.yaml")
        .contains("--gatehouse.config")
        .contains("--demo")
        .doesNotContain("started on port")
        .doesNotContain("\tat ");
  }

  @Test
  void endsWithStatus1WhereTheFileIsNotThere() {
    var ended = GatehouseProcess.run("--gatehouse.config=/nowhere/to/be/found.yaml");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains("/nowhere/to/be/found.yaml")
        .doesNotContain("started on port");
  }

  @Test
  void checkPrintsRoutesWithTheirPolicies() {
    var ended = GatehouseProcess.run("--check", GatehouseProcess.write(GOOD).toString());
    assertThat(ended.status()).as(ended.output()).isZero();
    for (String route : List.of("orders", "shop", "health")) {
      assertThat(ended.output()).contains(route);
    }
    assertThat(ended.output())
        .contains("default")
        .contains("lax")
        .contains("none")
        .containsIgnoringCase("AllowMissing")
        .doesNotContain("started on port");
  }

  @Test
  void checkPrintsJsonForTools() {
    String file = GatehouseProcess.write(GOOD).toString();
    var ended = GatehouseProcess.run("--check", file, "--json");
    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(json(ended.output()).toString()).contains("orders").contains("lax");
    String bad = GatehouseProcess.write(GOOD.replace("audiences:", "audience:")).toString();
    ended = GatehouseProcess.run("--check", bad, "--json");
    assertThat(ended.status()).isEqualTo(1);
    JsonNode error = json(ended.output()).findParent("line");
    assertThat(error).as(ended.output()).isNotNull();
    assertThat(error.path("line").asInt()).isEqualTo(lineOf(GOOD, "audiences:"));
    assertThat(error.path("column").asInt()).isPositive();
  }

  @Test
  void startRefusesWhatCheckRefuses() {
    String file = GatehouseProcess.write(GOOD.replace("audiences:", "audience:")).toString();
    var ended = GatehouseProcess.run("--gatehouse.config=" + file);
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains("gatehouse.yaml:" + lineOf(GOOD, "audiences:") + ":7")
        .contains("audiences")
        .doesNotContain("\tat ")
        .doesNotContain("started on port");
  }

  @Test
  void environmentDoesNotOverrideGatehousesOwnKeys() {
    String file = GatehouseProcess.configuration(GOOD).toString();
    try (var process =
        GatehouseProcess.startArguments(
            Map.of(
                "GATEHOUSE_POLICIES_DEFAULT_MODE", "Permissive",
                "GATEHOUSE_ROUTES_0_POLICY", "none",
                "GATEHOUSE_CONFIG", "/nowhere/to/be/found.yaml"),
            "--gatehouse.config=" + file)) {
      assertThat(process.send(Request.get("/orders/x")).status()).isEqualTo(401);
    }
  }

  @Test
  void commandLineDoesNotOverrideGatehousesOwnKeysEither() {
    String file = GatehouseProcess.configuration(GOOD).toString();
    var ended =
        GatehouseProcess.run(
            "--gatehouse.config=" + file, "--gatehouse.policies.default.mode=Permissive");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains("--gatehouse.policies.default.mode")
        .doesNotContain("started on port");
  }

  @Test
  void findsFileThatTheEnvironmentNames() {
    String file = GatehouseProcess.configuration(GOOD).toString();
    try (var process = GatehouseProcess.startArguments(Map.of("GATEHOUSE_CONFIG", file))) {
      assertThat(process.send(Request.get("/shop/../x")).status()).isEqualTo(400);
    }
  }

  private static final String MANY_ERRORS =
      """
      gatehouse:
        providers:
          main:
            isuer: https://main.test
            audiences: []
            jwks: {remote: {url: 'https://main.test/jwks'}}
          keyless: {audiences: [api]}
          useless: {issuer: 'https://u.test', jwks: {inline: '{"keys":[]}'}}
          unset: {issuer: '${NOT_SET_ANYWHERE}'}
          mapped:
            issuer: https://m.test
            claimsToHeaders:
              - {claim: sub, header: Host}
              - {claim: sub, header: Transfer-Encoding}
              - {claim: sub, header: X-Forwarded-For}
              - {claim: sub, header: Cookie}
        policies:
          default: {providers: [mian]}
          typo: {validationMode: Strict, providers: [main]}
          mode: {mode: Lenient, providers: [main]}
        routes:
          - {id: a, uri: 'http://u:1', predicates: [Path=/a], policy: defualt}
          - {id: a, uri: 'http://u:1', predicates: [Path=/b], policy: none}
          - {id: c, uri: 'forward:/x', predicates: [Path=/c], policy: none}
          - {id: d, uri: 'http://u:1', predicates: [Path=/d], filters: [TokenRelay=], policy: none}
          - {id: e, uri: 'http://u:1', predicates: [Path=/e], filters: [SaveSession], policy: none}
          - id: f
            uri: http://u:1
            predicates: [Path=/f, XForwardedRemoteAddr=10.0.0.0/8]
            filters: [LocalResponseCache=30m]
            policy: none
        forwardAuht: {path: /verify}
        limits: {token: 16 parsecs}
      """;

  @Test
  void tellsAllErrorsOfTheFileAtOnceEachWithItsPlace() {
    var ended = GatehouseProcess.run("--check", GatehouseProcess.write(MANY_ERRORS).toString());
    assertThat(ended.status()).isEqualTo(1);
    var softly = new SoftAssertions();
    for (String wrong :
        List.of(
            "isuer:",
            "audiences: []",
            "remote:",
            "keyless:",
            "\"keys\":[]",
            "NOT_SET_ANYWHERE",
            "header: Host",
            "header: Transfer-Encoding",
            "header: X-Forwarded-For",
            "header: Cookie",
            "[mian]",
            "validationMode",
            "Lenient",
            "defualt",
            "path: /b".replace("path: ", "Path="),
            "forward:/x",
            "TokenRelay",
            "SaveSession",
            "XForwardedRemoteAddr",
            "LocalResponseCache",
            "forwardAuht",
            "16 parsecs")) {
      softly
          .assertThat(ended.output())
          .as(wrong)
          .containsPattern("gatehouse.yaml:" + lineOf(MANY_ERRORS, wrong) + ":\\d+");
    }
    for (String remedy : List.of("issuer", "jwks.url", "mode", "main", "default", "forwardAuth")) {
      softly.assertThat(ended.output()).as("the remedy").contains(remedy);
    }
    softly.assertThat(ended.output()).as("the line and a caret").containsPattern("\\n[ |\\d]*\\^");
    softly.assertThat(ended.output()).contains("isuer: https://main.test");
    softly.assertAll();
  }

  @ParameterizedTest
  @CsvSource({
    "gatehouse:, 'gatehouse:\n  routes: []'",
    "one, 'gatehouse:\n  routes:\n    - {id: x, uri: \"http://u:1\", predicates: [Path=/x]}'",
    "twice, 'gatehouse:\n  drainDelay: 1s\n  drainDelay: 2s'",
    "tab, 'gatehouse:\n\troutes: x'",
    "empty, ''",
  })
  void refusesFileThatDefinesNoGateway(String what, String yaml) {
    var ended = GatehouseProcess.run("--check", GatehouseProcess.write(yaml).toString());
    assertThat(ended.status()).as(what + ": " + ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains("gatehouse.yaml").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"issuer: https://main.test", "audiences: [api]"})
  void emptyEnvironmentVariableIsNeverOmission(String line) {
    String key = line.substring(0, line.indexOf(':'));
    String value = key.equals("issuer") ? "${EMPTY_ONE}" : "[\"${EMPTY_ONE}\"]";
    Path file = GatehouseProcess.write(GOOD.replace(line, key + ": " + value));
    var ended = GatehouseProcess.run(Map.of("EMPTY_ONE", ""), "--gatehouse.config=" + file);
    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output())
        .contains("gatehouse.yaml:" + lineOf(GOOD, line))
        .contains(key)
        .doesNotContain("started on port");
  }

  @ParameterizedTest
  @CsvSource({
    "'spring: {main: {web-application-type: none}}', web-application-type",
    "'spring.main.webApplicationType: none', web-application-type",
    "'management: {server: {port: 8080}}', management",
  })
  void refusesServersThatWouldServeNothingOrManageInPublic(String line, String key) {
    String yaml = line + "\n" + GOOD;
    String file = GatehouseProcess.write(yaml).toString();
    for (String option : List.of("--check", "--gatehouse.config")) {
      var ended = GatehouseProcess.run(option + "=" + file);
      assertThat(ended.status()).as(ended.output()).isEqualTo(1);
      assertThat(ended.output()).contains(key).doesNotContain("\tat ");
    }
  }

  /** The line of the first occurrence, counted from 1. */
  static int lineOf(String yaml, String text) {
    List<String> lines = yaml.lines().toList();
    return IntStream.range(0, lines.size())
        .filter(line -> lines.get(line).contains(text))
        .map(line -> line + 1)
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode json(String output) {
    int start = output.indexOf('{');
    int list = output.indexOf('[');
    int from = list >= 0 && list < start ? list : Math.max(start, 0);
    return JsonMapper.shared().readTree(output.substring(from));
  }
}
