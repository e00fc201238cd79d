package dev.gatehouse.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.ConfigurationFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What is imported never opens what the other gateway guards, whatever the files hold. */
class ImportAttacksTest {

  private static final String PROVIDERS =
      """
      providers:
        main:
          issuer: https://id.example.com
          remote_jwks: { http_uri: { uri: https://id.example.com/jwks, cluster: c } }
      """;

  private static final String KGATEWAY =
      """
      kind: GatewayExtension
      apiVersion: gateway.kgateway.dev/v1alpha1
      metadata: { name: ext }
      spec:
        jwt:
          providers:
            - name: main
              issuer: https://id.example.com
              jwks: { remote: { url: https://id.example.com/jwks, backendRef: { name: x } } }
      ---
      kind: TrafficPolicy
      apiVersion: gateway.kgateway.dev/v1alpha1
      metadata: { name: guarded }
      spec:
        targetRefs: [{ kind: Gateway, name: gw }]
        jwtAuth: { extensionRef: { name: ext } }
      ---
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ requires_all: { requirements: [{ provider_name: main }, { provider_name: main }] } }",
        "{ provider_name: unknown }",
        "{ provider_name: main, allow_missing: {} }",
        "{ requires_any: { requirements: [] } }",
        "{ requires_any: { requirements: [{ provider_name: unknown }, { allow_missing: {} }] } }",
        "{ requires_anything: { requirements: [{ provider_name: main }] } }",
        "[]",
        "main"
      })
  void aRequirementThatCannotBeSaidOpensNeitherItsRouteNorTheNext(String requires) {
    Import.Outcome outcome =
        imported(
            PROVIDERS
                + "rules:\n"
                + "  - { match: { prefix: /admin }, requires: "
                + requires
                + " }\n"
                + "  - { match: { prefix: / } }\n");
    assertThat(outcome.complete()).isFalse();
    assertThat(routes(outcome)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ safe_regex: { regex: '/admin.*' } }",
        "{ prefix: /admin, headers: [{ name: x }] }",
        "{ prefix: /ADMIN, case_sensitive: false }",
        "{ prefix: '/a*' }",
        "{ prefix: '/{x}' }",
        "{ prefix: '/a,/b' }",
        "{ prefix: '/a%2Fb' }",
        "{}"
      })
  void aRuleWhoseMatchCannotBeSaidLeavesItsRequestsToNoRuleBehindIt(String match) {
    Import.Outcome outcome =
        imported(
            PROVIDERS
                + "rules:\n"
                + "  - { match: "
                + match
                + ", requires: { provider_name: main } }\n"
                + "  - { match: { prefix: / } }\n");
    assertThat(routes(outcome)).isEmpty();
  }

  @Test
  void aPrefixGuardsWhatBeginsWithItAndNotOnlyWhatLiesBelow() {
    Import.Outcome outcome =
        imported(
            PROVIDERS
                + "rules:\n"
                + "  - { match: { prefix: /admin }, requires: { provider_name: main } }\n"
                + "  - { match: { prefix: / } }\n");
    assertThat(outcome.yaml()).contains("Path=/admin*/**", "policy: none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subjects: { exact: alice }",
        "audience: [api]",
        "new_check: true",
        "clock_skew_seconds: 7200",
        "local_jwks: { inline_string: nonsense }",
        "from_headers: [{ name: Host }]",
        "remote_jwks_2: {}"
      })
  void aProviderWithACheckThatGatehouseDoesNotKnowAdmitsNobody(String line) {
    Import.Outcome outcome =
        imported(
            PROVIDERS
                + "    "
                + line
                + "\nrules:\n  - { match: { prefix: / }, requires: { provider_name: main } }\n");
    assertThat(outcome.yaml()).isEmpty();
  }

  @Test
  void routesWithRequirementsOfTheirOwnAreNotGuessed() {
    Import.Outcome outcome =
        imported(
            "filter:\n"
                + "  '@type': envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication\n"
                + PROVIDERS.indent(2)
                + "  rules: [{ match: { prefix: / }, requires: { provider_name: main } }]\n"
                + "route: { '@type': envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig }\n");
    assertThat(outcome.yaml()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Allow | allow | false",
        "Require | require | false",
        "Deny | deny | true",
        "Audit | require | false"
      })
  void aConditionThatCannotBeSaidRefuses(String action, String key, String instead) {
    String yaml =
        imported(
                KGATEWAY.replace(
                    "jwtAuth:",
                    "rbac: { action: "
                        + action
                        + ", policy: { matchExpressions: ['connection.mtls'] } }\n  jwtAuth:"))
            .yaml();
    assertThat(yaml).contains(key + ": [\"" + instead + "\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "extAuth: { extensionRef: { name: opa } }",
        "basicAuth: {}",
        "rbac: { policy: { matchExpressions: [] , extra: 1 } }",
        "jwtAuth: { extensionRef: { name: gone } }",
        "targetSelectors: [{ kind: HTTPRoute, matchLabels: { a: b } }]"
      })
  void anotherPolicyOfTheSameGatewayThatCannotBeSaidLeavesTheRouteOut(String line) {
    Import.Outcome outcome =
        imported(
            KGATEWAY
                + """
                kind: TrafficPolicy
                apiVersion: gateway.kgateway.dev/v1alpha1
                metadata: { name: second }
                spec:
                  targetRefs: [{ kind: Gateway, name: gw }]
                  LINE
                ---
                kind: HTTPRoute
                apiVersion: gateway.networking.k8s.io/v1
                metadata: { name: web }
                spec: { parentRefs: [{ name: gw }], rules: [{ backendRefs: [{ name: web, port: 80 }] }] }
                """
                    .replace("LINE", line));
    if (line.startsWith("rbac")) {
      assertThat(outcome.yaml()).contains("allow: [\"false\"]");
    } else {
      assertThat(routes(outcome)).isEmpty();
    }
  }

  @Test
  void aRouteThatNoPolicyInTheFilesIsAboutIsNotMadePublic() {
    Import.Outcome outcome =
        imported(
            KGATEWAY
                + """
                kind: HTTPRoute
                apiVersion: gateway.networking.k8s.io/v1
                metadata: { name: web }
                spec: { parentRefs: [{ name: other }], rules: [{ backendRefs: [{ name: web, port: 80 }] }] }
                """);
    assertThat(routes(outcome)).isEmpty();
  }

  @Test
  void headersThatTheUpstreamTrustsCannotComeFromClients() {
    Import.Outcome outcome =
        imported(
            PROVIDERS
                + "    forward_payload_header: x-payload\n"
                + "    claim_to_headers: [{ header_name: 'x user', claim_name: sub }]\n"
                + "rules: [{ match: { prefix: / }, requires: { provider_name: main } }]\n");
    assertThat(outcome.yaml()).contains("RemoveRequestHeader=x-payload").doesNotContain("=x user");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\\npolicies:\\n  open: {}",
        "none",
        "NONE",
        "..",
        "a: {b",
        "${HOME}",
        "[x]",
        "# x",
        "true",
        "ünï"
      })
  void namesOfStrangersStayNames(String name) {
    Import.Outcome outcome =
        imported(
            KGATEWAY.replace("name: guarded", "name: \"" + name + "\"")
                + "kind: Other\napiVersion: v1\nmetadata: { name: \""
                + name
                + "\" }\n");
    Map<String, Map<String, Object>> gatehouse = new Yaml().load(outcome.yaml());
    assertThat(gatehouse.keySet()).containsExactly("gatehouse");
    assertThat(gatehouse.get("gatehouse").keySet())
        .containsExactly("providers", "policies", "routes");
    assertPassesTheCheck(outcome);
  }

  @Test
  void valuesOfStrangersNameNoVariableOfTheEnvironment() {
    String yaml = imported(KGATEWAY.replace("https://id.example.com\n", "\"${HOME}\"\n")).yaml();
    assertThat(yaml).contains("issuer: '$\\{HOME}'");
    assertThat(imported(KGATEWAY + "a: '$\\{HOME}'\n").yaml()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: &a [x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\nd: &d { <<: *d }",
        "a: !!java.net.URL ['http://x']",
        "a: 1\na: 2",
        "a: [",
        "\u0000"
      })
  void filesThatAreNoPlainYamlAreRefused(String text) {
    Import.Outcome outcome = imported(text);
    assertThat(outcome.yaml()).isEmpty();
    assertThat(outcome.mistakes()).isNotEmpty();
  }

  @Test
  void nestedAndManyValuesAreBounded() {
    assertThat(imported("[".repeat(5_000)).yaml()).isEmpty();
    assertThat(imported("a: '" + "x".repeat(4_000_000) + "'").yaml()).isEmpty();
  }

  private static void assertPassesTheCheck(Import.Outcome outcome) {
    var problems =
        ConfigurationFile.check("gatehouse.yaml", outcome.yaml(), Path.of(""), _ -> null);
    assertThat(problems.hasErrors()).as(problems.render()).isFalse();
  }

  private static List<String> routes(Import.Outcome outcome) {
    return outcome.yaml().lines().filter(line -> line.startsWith("    - id:")).toList();
  }

  private static Import.Outcome imported(String text) {
    return Import.of(List.of(new Import.Source("input.yaml", text)));
  }
}
