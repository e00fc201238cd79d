package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision.Admitted;
import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.policy.PolicyRule.Effect;
import dev.gatehouse.rules.TestRules;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.Scopes;
import dev.gatehouse.token.TestFacts;
import dev.gatehouse.token.TestTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows from rules, errors included, in every mode (contract, sections 1 to 3). */
class PolicyRulesTest extends GatekeeperScene {

  private static final String ERROR = "jwt.absent == 'x'";

  private final Provider provider = provider("main", "https://a", TestKeySet.of(KEY), BEARER);

  @ParameterizedTest
  @CsvSource({
    "-,     -,     -,     passes",
    "false, -,     -,     passes",
    "true,  -,     -,     refused",
    "error, -,     -,     refused",
    "-,     true,  -,     passes",
    "-,     false, -,     refused",
    "-,     error, -,     refused",
    "-,     -,     true,  passes",
    "-,     -,     false, refused",
    "-,     -,     error, refused",
    "false, true,  true,  passes",
    "true,  true,  true,  refused",
    "error, true,  true,  refused",
    "false, false, true,  refused",
    "false, error, true,  refused",
    "false, true,  false, refused",
    "false, true,  error, refused",
    "false false, true true, false true,  passes",
    "false false, true true, error true,  passes",
    "false false, true true, true error,  passes",
    "false false, true true, false error, refused",
    "false true,  true true, true,        refused",
    "false error, true true, true,        refused",
    "false,       true false, true,       refused",
    "false,       true error, true,       refused",
  })
  void followsTheTruthTable(String deny, String require, String allow, String outcome) {
    Policy policy = policy(Mode.STRICT, true, List.of(), rules(deny, require, allow));
    Decision decision = decide(bearer(token("https://a").compact()), policy);
    if (outcome.equals("passes")) {
      assertThat(told(decision)).isEqualTo("identified");
    } else {
      assertThat(decision).isEqualTo(new Refused(Refusal.ACCESS_DENIED, "main"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STRICT,        alice,   identified",
    "STRICT,        bob,     ACCESS_DENIED",
    "STRICT,        none,    TOKEN_MISSING",
    "STRICT,        expired, TOKEN_EXPIRED",
    "ALLOW_MISSING, alice,   identified",
    "ALLOW_MISSING, bob,     ACCESS_DENIED",
    "ALLOW_MISSING, none,    TOKEN_MISSING",
    "ALLOW_MISSING, expired, TOKEN_EXPIRED",
    "PERMISSIVE,    alice,   identified",
    "PERMISSIVE,    bob,     ACCESS_DENIED",
    "PERMISSIVE,    none,    TOKEN_MISSING",
    "PERMISSIVE,    expired, TOKEN_EXPIRED",
    "PERMISSIVE,    two,     MULTIPLE_TOKENS",
  })
  void refusesAnonymousAsOneWithoutAToken(Mode mode, String sent, String outcome) {
    var rules = List.of(rule(Effect.REQUIRE, 0, "jwt.sub == 'alice'"));
    assertThat(told(decide(sent(sent), policy(mode, true, List.of(), rules)))).isEqualTo(outcome);

    var shadow = (Admitted) decide(sent(sent), policy(mode, false, List.of(), rules));
    assertThat(shadow.wouldBe() == null ? "identified" : told(shadow.wouldBe())).isEqualTo(outcome);
    assertThat(shadow.identity() != null).isEqualTo(sent.equals("alice") || sent.equals("bob"));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void letsAnonymousPassWhereEveryRuleDoes(Mode mode) {
    var rules =
        List.of(
            rule(Effect.ALLOW, 0, "request.method == 'GET'"),
            rule(Effect.ALLOW, 1, "has(jwt.sub)"));
    Policy policy = policy(mode, true, List.of(), rules);
    String anonymous = mode == Mode.STRICT ? "TOKEN_MISSING" : "anonymous";
    assertThat(told(decide(new TestFacts(), policy))).isEqualTo(anonymous);
    assertThat(told(decide(TestFacts.of("POST", "/"), policy))).isEqualTo("TOKEN_MISSING");
  }

  @Test
  void asksForScopesBeforeRules() {
    var rules = List.of(rule(Effect.DENY, 0, "true"));
    Policy policy = policy(Mode.STRICT, true, List.of("read"), rules);
    assertThat(told(decide(sent("alice"), policy))).isEqualTo("SCOPE_INSUFFICIENT");
  }

  @Test
  void tellsThatKeysAreMissingWhereAnonymousIsDenied() {
    var keyless = provider("main", "https://a", TestKeySet.unavailable(), BEARER);
    var rules = List.of(rule(Effect.REQUIRE, 0, "has(jwt.sub)"));
    assertThat(
            told(decide(sent("alice"), policy(Mode.PERMISSIVE, true, List.of(), rules, keyless))))
        .isEqualTo("unavailable");
  }

  @Test
  void givesRulesNoClaimOfATokenThatFailed() {
    var rules = List.of(rule(Effect.DENY, 0, "size(jwt) != 0 || provider != ''"));
    Policy policy = policy(Mode.PERMISSIVE, true, List.of(), rules);
    assertThat(told(decide(sent("expired"), policy))).isEqualTo("anonymous");
    String forged = TestTokens.tampered(token("https://a").subject("alice").compact());
    assertThat(told(decide(bearer(forged), policy))).isEqualTo("anonymous");
  }

  @Test
  void judgesOneTokenOnTwoRoutesByTheRulesOfEach() {
    var alice = List.of(rule(Effect.REQUIRE, 0, "jwt.sub == 'alice'"));
    var bob = List.of(rule(Effect.REQUIRE, 0, "jwt.sub == 'bob'"));
    TestFacts facts = sent("alice");
    for (int i = 0; i < 3; i++) {
      assertThat(told(decide(facts, policy(Mode.STRICT, true, List.of(), alice))))
          .isEqualTo("identified");
      assertThat(told(decide(facts, policy(Mode.STRICT, true, List.of(), bob))))
          .isEqualTo("ACCESS_DENIED");
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void showsRulesNoTokenAlsoWhereItIsForwarded(boolean forward) {
    var forwarding =
        provider(
            "main",
            "https://a",
            TestKeySet.of(KEY),
            forward,
            BEARER,
            new dev.gatehouse.token.TokenSource.Query("access_token"));
    var rules =
        List.of(
            rule(Effect.DENY, 0, "'authorization' in request.headers"),
            rule(
                Effect.DENY,
                1,
                "request.query.contains('token') || 'access_token' in request.params"),
            rule(Effect.REQUIRE, 0, "request.query == 'a=1&b=2' || request.query == ''"),
            rule(Effect.REQUIRE, 1, "request.headers['x-team'] == 'red'"));
    Policy policy = policy(Mode.STRICT, true, List.of(), rules, forwarding);
    String token = token("https://a").compact();
    assertThat(told(decide(bearer(token).header("X-Team", "red"), policy))).isEqualTo("identified");
    var inQuery =
        new TestFacts().header("X-Team", "red").query("a=1&access_token=" + token + "&b=2");
    assertThat(told(decide(inQuery, policy))).isEqualTo("identified");
  }

  @Test
  void knowsTheTimeOfTheGatekeepersClock() {
    var rules = List.of(rule(Effect.REQUIRE, 0, "now == timestamp('2026-01-01T00:00:00Z')"));
    Policy policy = policy(Mode.ALLOW_MISSING, true, List.of(), rules);
    var gatekeeper = new Gatekeeper(16 * 1024, memory, clock);
    assertThat(told(gatekeeper.decide(new TestFacts(), policy).block())).isEqualTo("anonymous");
  }

  private TestFacts sent(String sent) {
    TestTokens token = token("https://a").subject(sent.equals("bob") ? "bob" : "alice");
    return switch (sent) {
      case "none" -> new TestFacts();
      case "two" -> bearer("a.b.c").header("Authorization", "Bearer a.b.c");
      case "expired" -> bearer(token.expiresIn(Duration.ofHours(-1)).compact());
      default -> bearer(token.compact());
    };
  }

  private static List<PolicyRule> rules(String deny, String require, String allow) {
    var rules = new ArrayList<PolicyRule>();
    add(Effect.DENY, deny, rules);
    add(Effect.REQUIRE, require, rules);
    add(Effect.ALLOW, allow, rules);
    return rules;
  }

  private static void add(Effect effect, String values, List<PolicyRule> rules) {
    if (!values.equals("-")) {
      for (String value : values.split(" ", -1)) {
        rules.add(rule(effect, rules.size(), value.equals("error") ? ERROR : value));
      }
    }
  }

  private static PolicyRule rule(Effect effect, int index, String source) {
    return new PolicyRule(effect, effect + "[" + index + "]", TestRules.rule(source));
  }

  private Policy policy(
      Mode mode, boolean enforced, List<String> scopes, List<PolicyRule> rules, Provider... by) {
    return new Policy(
        "default",
        mode,
        enforced,
        by.length == 0 ? List.of(provider) : List.of(by),
        Set.of(),
        new Authorization(Scopes.of(scopes), rules));
  }
}
