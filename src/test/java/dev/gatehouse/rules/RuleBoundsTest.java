package dev.gatehouse.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.request.RequestFacts;
import dev.gatehouse.request.UnknownFact;
import dev.gatehouse.token.TestFacts;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rule may cost, and that one which costs more is cut off and has no truth. */
class RuleBoundsTest {

  private static final String NUMBERS = list(10_000);

  @Test
  void looksThroughAListOfTenThousand() {
    assertThat(TestRules.told("jwt.l.exists(x, x == 9999)", NUMBERS)).isEqualTo("true");
    assertThat(TestRules.told("jwt.l.all(x, x < 10000)", NUMBERS)).isEqualTo("true");
    assertThat(TestRules.told("9999 in jwt.l", NUMBERS)).isEqualTo("true");
    assertThat(TestRules.told("jwt.l.exists(x, x == jwt.n)", NUMBERS)).isEqualTo("true");
    assertThat(TestRules.told("jwt.l.map(x, x * 2).size() == 10000", NUMBERS)).isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jwt.l.all(x, jwt.l.exists(y, x == y))",
        "jwt.l.all(x, x in jwt.l)",
        "jwt.l.map(x, jwt.l + jwt.l).size() > 0",
        "sets.contains(jwt.l, jwt.l)",
        "jwt.l.all(x, jwt.l == jwt.l.reverse() || true)",
        "jwt.l.filter(x, jwt.l.filter(y, y == x).size() > 1).size() == 0",
        "[1,2,3,4,5,6,7,8].all(a, jwt.l.all(b, jwt.l.all(c, a + b + c >= 0)))",
        "jwt.l.exists(x, jwt.s.matches('nothing of the kind'))",
        "[1, 2, 3].exists(x, jwt.s.matches('(x?){150}y'))",
        "jwt.l.exists(x, jwt.s.split('').size() == x)",
        "jwt.l.map(x, jwt.s + jwt.s).size() == 0",
        "jwt.l.exists(x, [jwt.s].exists(s, s.contains('y')))",
        "['ab'].map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a)"
            + ".map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a)"
            + ".map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).size() == 1",
        "[[1]].map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a)"
            + ".map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a)"
            + ".map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).size() == 1",
      })
  void cutsOffWhatWouldLoop(String rule) {
    assertThat(TestRules.told(rule, NUMBERS)).isEqualTo("CUT_OFF");
  }

  /** Each turn of one header takes the other apart, to find what it looks for at once. */
  @Test
  void cutsOffTwoLongHeadersOfWhichOneIsReadInEveryTurnOfTheOther() {
    String many = "a,".repeat(15_000);
    var request = new TestFacts().header("x-groups", many).header("x-known", many);
    String rule =
        "request.headers['x-groups'].split(',')"
            + ".exists(g, !request.headers['x-known'].split(',').exists(k, k == g))";
    assertThat(TestRules.told(rule, "{}", request)).isEqualTo("CUT_OFF");
    var usual = new TestFacts().header("x-groups", "a,b,c").header("x-known", "c,b,a");
    assertThat(TestRules.told(rule, "{}", usual)).isEqualTo("false");
  }

  @Test
  void holdsALargePatternAgainstATextOfUsualLength() {
    String text = "{\"s\":\"" + "x".repeat(1_000) + "y\"}";
    assertThat(TestRules.told("jwt.s.matches('^(x?){150}x*y$')", text)).isEqualTo("true");
  }

  @Test
  void survivesARegularExpressionThatBacktracksElsewhere() {
    String text = "{\"s\":\"" + "a".repeat(8_000) + "!\"}";
    assertThat(TestRules.told("jwt.s.matches('^(a+)+$')", text)).isEqualTo("false");
    assertThat(TestRules.told("jwt.s.matches('^(a|a)*$')", text)).isEqualTo("false");
    assertThat(TestRules.told("jwt.s.matches('^(.*a){20}$')", text)).isEqualTo("false");
  }

  @Test
  void readsWhatIsNestedAsDeepAsATokenMayBe() {
    String deep = "{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}";
    assertThat(TestRules.told("jwt.a == jwt.a && size(jwt.a) == 1", deep)).isEqualTo("true");
    assertThat(TestRules.told("jwt.a in [jwt.a]", deep)).isEqualTo("true");
  }

  @Test
  void neverPrintsWhatARuleRead() {
    for (String rule :
        new String[] {"jwt.secret > 1", "int(jwt.secret) == 1", "jwt[jwt.secret] == 1"}) {
      Outcome outcome =
          TestRules.rule(rule).evaluate(TestRules.facts("{\"secret\":\"hush\"}", new TestFacts()));
      assertThat(outcome).isInstanceOf(Outcome.Failed.class);
      assertThat(outcome.toString()).doesNotContain("hush");
    }
  }

  @Test
  void tellsWhereAnEvaluationFailed() {
    Outcome outcome =
        TestRules.rule("true && jwt.absent == 'x'")
            .evaluate(TestRules.facts("{}", new TestFacts()));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.offset()).isBetween(8, 16));
  }

  @Test
  void hasNoTruthWhereTheRequestIsNotKnown() {
    RequestFacts unknown =
        proxy(
            fact -> {
              throw new UnknownFact(fact);
            });
    for (String rule :
        new String[] {
          "request.method == 'GET'",
          "request.path == '/' || request.scheme == 'https'",
          "request.headers.exists(h, true)",
          "'x' in request.params",
          "request.address == '' || request.host == '' || request.query == ''"
        }) {
      assertThat(TestRules.told(rule, "{}", unknown)).as(rule).isEqualTo("UNKNOWN_FACT");
    }
    assertThat(TestRules.told("jwt.sub == 'x'", "{\"sub\":\"x\"}", unknown)).isEqualTo("true");
  }

  @Test
  void readsOfTheRequestOnlyWhatItNames() {
    RequestFacts pathAlone =
        proxy(
            fact -> {
              if (fact.equals("rawPath")) {
                return "/";
              }
              throw new UnknownFact(fact);
            });
    assertThat(TestRules.told("request.path == '/' && jwt.a == 1", "{\"a\":1}", pathAlone))
        .isEqualTo("true");
  }

  private static RequestFacts proxy(UnaryOperator<String> facts) {
    return (RequestFacts)
        Proxy.newProxyInstance(
            RequestFacts.class.getClassLoader(),
            new Class<?>[] {RequestFacts.class},
            (_, method, _) -> facts.apply(method.getName()));
  }

  private static String list(int size) {
    String elements =
        IntStream.range(0, size).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String text = String.join("", Collections.nCopies(4_000, "x"));
    return "{\"l\":[" + elements + "],\"n\":" + (size - 1) + ",\"s\":\"" + text + "\"}";
  }
}
