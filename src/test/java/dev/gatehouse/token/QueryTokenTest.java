package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.TokenSource.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTokenTest {

  private static final TokenSources SOURCES = provider(new Query("access_token"));

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      delimiter = '>',
      value = {
        "access_token=t             > t      > null",
        "access_token=t&a=1         > t      > a=1",
        "access_token=t&            > t      > null",
        "&access_token=t            > t      > null",
        "a=1&access_token=t         > t      > a=1",
        "a=1&access_token=t&b=2     > t      > a=1&b=2",
        "a=%7C&access_token=t&b={^| > t      > a=%7C&b={^|",
        "&&access_token=t&&         > t      > &&&",
        "a&&access_token=t&&b       > t      > a&&&b",
        "access%5Ftoken=t&a=1       > t      > a=1",
        "%61ccess_token=t           > t      > null",
        "access_token=%74           > %74    > null",
        "access_token=a=b           > a=b    > null",
        "access_token=a+b           > a+b    > null",
        "access_token=              > ''     > null",
        "access_token               > ''     > null",
        "a=access_token=x&access_token=t > t > a=access_token=x",
        "%&%zz&%a&=&==&access_token=t > t    > %&%zz&%a&=&=="
      })
  void readsAndRemovesAParameter(String query, String token, @Nullable String rest) {
    var found = SOURCES.find(new TestFacts().query(query));

    assertThat(found.multiple()).isFalse();
    assertThat(found.of(0)).isEqualTo(new RawToken(token));
    assertThat(found.removal())
        .isEqualTo(new RequestEdits(List.of(), new RequestEdits.QueryEdit(rest)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&",
        "=",
        "=access_token",
        "Access_Token=t",
        "access_token%=t",
        "access_token%00=t",
        "access%255Ftoken=t",
        "access%5token=t",
        "access%5\u0966token=t",
        "xaccess_token=t",
        "access_token[]=t",
        "access_toke=t",
        "access+token=t",
        "a=1&%"
      })
  void findsNoTokenInQuery(String query) {
    var found = SOURCES.find(new TestFacts().query(query));

    assertThat(found.isEmpty()).isTrue();
    assertThat(found.removal()).isEqualTo(RequestEdits.NONE);
  }

  @Test
  void nameInAnotherScriptIsComparedInItsOctets() {
    var sources = provider(new Query("schl\u00fcssel"));

    assertThat(sources.find(new TestFacts().query("schl%C3%BCssel=t")).isEmpty()).isFalse();
    assertThat(sources.find(new TestFacts().query("schl\u00c3\u00bcssel=t")).isEmpty()).isFalse();
    assertThat(sources.find(new TestFacts().query("schl%FCssel=t")).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"my+token=t", "my%20token=t", "my token=t"})
  void plusInANameIsASpaceToo(String query) {
    assertThat(provider(new Query("my token")).find(new TestFacts().query(query)).of(0))
        .isEqualTo(new RawToken("t"));
  }

  @Test
  void oneParameterThatTwoNamesFitIsRemovedOnce() {
    var sources = provider(new Query("a b"), new Query("a+b"));
    var found = sources.find(new TestFacts().query("x&a+b=t&y"));

    assertThat(found.multiple()).isFalse();
    assertThat(found.removal().query()).isEqualTo(new RequestEdits.QueryEdit("x&y"));
  }

  private static TokenSources provider(TokenSource... sources) {
    return TokenSources.of(List.of(List.of(sources)));
  }
}
