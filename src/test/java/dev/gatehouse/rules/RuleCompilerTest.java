package dev.gatehouse.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused at load, where it stands, and what people are told to write. */
class RuleCompilerTest {

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("jwt.sub ==", "0:10"),
        Arguments.of("jwt.sub = 'x'", "0:"),
        Arguments.of("jwt.sub == x", "0:11 undeclared"),
        Arguments.of("request.metod == 'GET'", "'request' has method"),
        Arguments.of("true && request.auth.claims.x == 1", "claims are in 'jwt'"),
        Arguments.of("claims.sub == 'x'", "it is called 'jwt' here"),
        Arguments.of("source.address == '1.2.3.4'", "request.address"),
        Arguments.of("metadata.filter_metadata == 'x'", "jwt"),
        Arguments.of("request == request", "'request' has"),
        Arguments.of("request.method", "expected type 'bool'"),
        Arguments.of("'x'", "expected type 'bool'"),
        Arguments.of("request.method == 1", "no matching overload"),
        Arguments.of("request.path > 5", "no matching overload"),
        Arguments.of("request.headers['a'] == 1", "no matching overload"),
        Arguments.of("request.params.a == 'x'", "no matching overload"),
        Arguments.of("nope(jwt.sub)", "undeclared"),
        Arguments.of("jwt.sub.replace('a', 'b') == ''", "undeclared"),
        Arguments.of("lists.range(1000000000).size() > 0", "undeclared"));
  }

  static Stream<Arguments> mistakesInLiteralsAndSize() {
    return Stream.of(
        Arguments.of("request.path.matches('(')", "0:21 this is no pattern"),
        Arguments.of("request.path.matches('(?=x)')", "RE2"),
        Arguments.of("request.path.matches('(a{1000}){1000}')", "0:21"),
        Arguments.of("request.path.matches('((((a{30}){30}){30}){30})')", "0:21"),
        Arguments.of("request.path.matches('^/' + jwt.t)", "must be a literal"),
        Arguments.of("matches(request.path, jwt.p)", "0:25 the pattern of 'matches'"),
        Arguments.of("cidr(request.address, '10.0.0/8')", "0:22"),
        Arguments.of("cidr(request.address, '10.0.0.0/33')", "prefix length"),
        Arguments.of("cidr(request.address, 8)", "no matching overload"),
        Arguments.of("now > timestamp('yesterday')", "0:16 this is no time"),
        Arguments.of("now - duration('1 day') > now", "0:15 this is no duration"),
        Arguments.of("now.getHours('Mars/Olympus') > 1", "0:13 this is no time zone"),
        Arguments.of("jwt.roles.exists(jwt, jwt == 'x')", "cannot name the elements"),
        Arguments.of("[1].all(request, request == 1)", "cannot name the elements"),
        Arguments.of("[1].all(now, now == 1)", "cannot name the elements"),
        Arguments.of("true &&\n  jwt.sub == y", "1:13 undeclared"),
        Arguments.of("", "0:0"),
        Arguments.of("(".repeat(500) + "true" + ")".repeat(500), "0:"),
        Arguments.of("[".repeat(200) + "]".repeat(200) + " == []", "0:"),
        Arguments.of("!".repeat(3_000) + "x", "0:"),
        Arguments.of("true" + " || true".repeat(2_000), "longer than 4096"));
  }

  @ParameterizedTest
  @MethodSource({"mistakes", "mistakesInLiteralsAndSize"})
  void refusesWhatIsNoRule(String source, String told) {
    assertThat(mistakesIn(source)).contains(told);
  }

  @Test
  void countsColumnsInCodePoints() {
    assertThat(mistakesIn("'\ud83d\ude00\u00e9' == x")).startsWith("0:8 ");
  }

  @Test
  void compilesManyConditionsInOneRule() {
    String source =
        Stream.generate(() -> "jwt.a == 'x'").limit(100).collect(Collectors.joining(" || "));
    assertThat(TestRules.told(source, "{\"a\":\"x\"}")).isEqualTo("true");
  }

  private static String mistakesIn(String source) {
    return switch (TestRules.compiler().compile(source)) {
      case Compiled.Sound _ -> "sound";
      case Compiled.Unsound(var mistakes) ->
          mistakes.stream()
              .map(m -> m.line() + ":" + m.column() + " " + m.message() + "; " + m.advice())
              .collect(Collectors.joining("\n"));
    };
  }
}
