package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {

  private static final Scopes SCOPES = Scopes.of(List.of("a", "b:x"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"scope":"a b:x"}                    |
          {"scope":"c b:x d a"}                |
          {"scp":"b:x a"}                      |
          {"scp":["a","b:x"]}                  |
          {"scope":null,"scp":["b:x","a"]}     |
          {"scope":"a"}                        | b:x
          {"scope":"aa b:xx ab:x"}             | a b:x
          {"scope":"A B:X"}                    | a b:x
          {"scope":"a,b:x"}                    | a b:x
          {"scope":"a\\tb:x"}                  | a b:x
          {"scope":["a","b:x"]}                | a b:x
          {"scope":{"a":true}}                 | a b:x
          {"scope":1,"scp":"a b:x"}            | a b:x
          {"scope":"a","scp":"b:x"}            | b:x
          {"scope":"","scp":"a b:x"}           | a b:x
          {"scp":["a b:x"]}                    | a b:x
          {"scp":[["a"],{"b:x":1},null,true]}  | a b:x
          {"scp":{"a":1}}                      | a b:x
          {}                                   | a b:x
          """)
  void findsWhatIsMissing(String claims, String missing) {
    List<String> expected = missing == null ? List.of() : List.of(missing.split(" ", -1));
    assertThat(SCOPES.missingFrom(TestClaims.claims(claims))).isEqualTo(expected);
  }

  @Test
  void missesEverythingWhereThereIsNobody() {
    assertThat(SCOPES.missingFrom(null)).containsExactly("a", "b:x");
    assertThat(Scopes.NONE.missingFrom(null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\"", "a\\", "a\r\nX: y", "\u00e9", "\u007f"})
  void refusesWhatNoChallengeCouldQuote(String scope) {
    assertThat(Scopes.isScope(scope)).isFalse();
    assertThatThrownBy(() -> Scopes.of(List.of(scope)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
