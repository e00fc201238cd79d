package dev.gatehouse.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.migration.CelRule.Dialect;
import dev.gatehouse.rules.RuleCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CelRuleTest {

  private static final String VERIFIED =
      "metadata.filter_metadata['envoy.filters.http.jwt_authn']['payload']";

  private final RuleCompiler compiler = CelRule.compiler();

  @Test
  void writesClaimsThatEnvoyVerifiedAsClaims() {
    assertThat(envoy(VERIFIED + "['team'] == 'dev'")).isEqualTo("jwt.team == 'dev'");
    assertThat(envoy(VERIFIED + "['a-b'] == 'x' && " + VERIFIED + "['org'] == 'y'"))
        .isEqualTo("jwt['a-b'] == 'x' && jwt.org == 'y'");
    assertThat(envoy("'admin' in " + VERIFIED + "['scope'].split(' ')"))
        .isEqualTo("'admin' in jwt.scope.split(' ')");
  }

  @Test
  void leavesATextAloneThatReadsLikeAClaim() {
    String text = "\"" + VERIFIED + "['team']\"";
    assertThat(envoy(VERIFIED + "['sub'] == " + text)).isEqualTo("jwt.sub == " + text);
  }

  @Test
  void carriesConditionsOfAgentgatewayOverAsTheyAre() {
    for (String same :
        new String[] {
          "jwt.sub == 'alice'",
          "'mcp-user' in jwt.realm_access.roles",
          "jwt.roles.exists(r, r.startsWith('x-'))",
          "request.headers['x-internal'] == 'true'",
          "has(jwt.group) && jwt.group == 'eng'",
          "'api' in jwt.aud"
        }) {
      assertThat(agentgateway(same)).isEqualTo(same);
    }
    assertThat(agentgateway("cidr('10.0.0.0/8').containsIP(source.address)"))
        .isEqualTo("cidr(request.address, '10.0.0.0/8')");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "jwt",
        "jwt.aud == 'api'",
        "jwt['aud'] == 'api'",
        "jwt.rawToken == 'x'",
        "default(jwt.role, 'user') == 'user'",
        "mcp.tool.name == 'echo'",
        "source.address == '10.0.0.1'",
        "request.body == 'x'",
        "request.uri == 'x'",
        "cidr('10.0.0.0/99').containsIP(source.address)",
        "jwt.sub == 'it''s'",
        "jwt.sub == r'x'",
        "jwt.sub == '''x'''",
        "jwt.sub == 'a\\'b'",
        "jwt.sub ==",
        "jwt.sub == 'a' // || true",
        "x.exists(jwt, jwt.sub == 'a')",
        "1 + 1"
      })
  void doesNotCarryOverWhatMayMeanSomethingElse(String condition) {
    assertThat(agentgateway(condition)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jwt.team == 'dev'",
        "request.path == '/a'",
        "request.host == 'a'",
        "metadata.filter_metadata['other']['payload']['team'] == 'dev'",
        "connection.mtls"
      })
  void doesNotTakeEnvoysWordsForOurs(String condition) {
    assertThat(envoy(condition)).isNull();
  }

  /** Elsewhere an error is no match; here it would refuse everybody without the claim. */
  @Test
  void asksForTheClaimFirstWhereADenialNeedsIt() {
    assertThat(denial("jwt.team == 'ops'")).isEqualTo("has(jwt.team) && jwt.team == 'ops'");
    assertThat(denial("jwt['a-b'] == 'x'")).isEqualTo("'a-b' in jwt && jwt['a-b'] == 'x'");
    assertThat(denial("'x' in jwt.a.b")).isEqualTo("has(jwt.a) && has(jwt.a.b) && 'x' in jwt.a.b");
  }

  /** With a guard in front, a token without the one claim would escape what the other forbids. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jwt.a == 'x' || jwt.b == 'y'",
        "!(request.method == 'GET' && jwt.a == 'x')",
        "request.method == 'GET' ? jwt.a == 'x' : true",
        "jwt.roles.all(r, r == 'x')"
      })
  void noGuardWeakensADenial(String condition) {
    assertThat(denial(condition)).isEqualTo(condition);
  }

  private String denial(String condition) {
    CelRule rule = CelRule.of(condition, Dialect.AGENTGATEWAY, compiler);
    assertThat(rule).isNotNull();
    return rule.guarded();
  }

  private String envoy(String condition) {
    return text(CelRule.of(condition, Dialect.ENVOY, compiler));
  }

  private String agentgateway(String condition) {
    return text(CelRule.of(condition, Dialect.AGENTGATEWAY, compiler));
  }

  private static String text(CelRule rule) {
    return rule == null ? null : rule.text();
  }
}
