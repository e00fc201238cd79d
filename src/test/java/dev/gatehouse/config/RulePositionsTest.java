package dev.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a rule is told at its place in the expression, however YAML writes it. */
class RulePositionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          deny: [jwt.sub == x]                       => 9:25
          deny: ["jwt.sub == x"]                     => 9:26
          deny: ['jwt.sub == x']                     => 9:26
          deny: ['''a'' == x']                       => 9:24
          deny: ["\\"a\\" == x"]                     => 9:24
          deny: ["\\u0061 == 'x'"]                   => 9:15
          deny: ["'\\u0061\\x62\\t' == x"]           => 9:33
          deny: ["'é😀' == x"]                        => 9:23
          deny: ["true", "false", "1 == x"]          => 9:37
          """)
  void findsTheMistakeInOneLine(String line, String place) {
    assertThat(places(TestFiles.withPolicy(line), Map.of())).containsExactly(place);
  }

  @Test
  void findsTheMistakeInTheLinesOfABlock() {
    String yaml =
        TestFiles.withPolicy(
            "deny:", "  - |", "    jwt.sub == 'a' ||", "      jwt.sub == b", "  - >", "    c == d");
    assertThat(places(yaml, Map.of())).containsExactly("12:24", "13:11", "13:11");
  }

  @Test
  void quotesNothingOfWhatAVariableHolds() {
    String yaml = TestFiles.withPolicy("deny: [\"jwt.sub == ${SECRET}\"]");
    var loaded = TestFiles.load(yaml, Map.of("SECRET", "hush"));
    assertThat(loaded.problems().render())
        .contains("no rule once its placeholders are filled in")
        .doesNotContain("hush");
  }

  @Test
  void takesRulesFromTheEnvironment() {
    String yaml = TestFiles.withPolicy("deny: [\"jwt.sub == '${NAME}'\", \"${RULE}\"]");
    var loaded = TestFiles.load(yaml, Map.of("NAME", "mallory", "RULE", "request.path == '/x'"));
    assertThat(errors(loaded)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          mode: AllowMissing|require: ["has(jwt.sub)"] => false
          mode: AllowMissing|allow: ["has(jwt.sub)"]   => false
          mode: Permissive|scopes: [read]              => false
          mode: AllowMissing|deny: ["false"]           => true
          mode: Permissive                             => true
          """)
  void warnsOfLenientModesThatNothingHolds(String lines, boolean warned) {
    var loaded = TestFiles.load(TestFiles.withPolicy(lines.split("\\|", -1)));
    assertThat(
            loaded.problems().all().stream()
                .anyMatch(problem -> problem.message().contains("lets requests without")))
        .isEqualTo(warned);
  }

  @ParameterizedTest
  @CsvSource({"allow", "require", "deny", "scopes", "audiences"})
  void refusesAnEmptyList(String key) {
    assertThat(errors(TestFiles.load(TestFiles.withPolicy(key + ": []")))).hasSize(1);
    assertThat(errors(TestFiles.load(TestFiles.withPolicy(key + ": [\"\"]")))).hasSize(1);
  }

  @Test
  void refusesWhatIsNoScope() {
    assertThat(errors(TestFiles.load(TestFiles.withPolicy("scopes: [\"a b\", c]"))))
        .singleElement()
        .satisfies(problem -> assertThat(problem.advice()).contains("element of its own"));
  }

  private static List<Problem> errors(ConfigurationFile.Loaded loaded) {
    return loaded.problems().all().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .filter(problem -> !problem.path().equals("gatehouse"))
        .toList();
  }

  private static List<String> places(String yaml, Map<String, String> environment) {
    return errors(TestFiles.load(yaml, environment)).stream()
        .map(problem -> problem.line() + ":" + problem.column())
        .toList();
  }
}
