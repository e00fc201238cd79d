package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import dev.gatehouse.token.TokenSource.Cookie;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieTokenTest {

  private static final TokenSources SOURCES =
      TokenSources.of(List.of(List.of(new Cookie("session"))));

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "session=t|t|null",
        "session=t;|t|null",
        "; session=t ;|t|null",
        "session=t; a=1|t|a=1",
        "a=1; session=t|t|a=1",
        "a=1; session=t; b=2|t|a=1; b=2",
        "a=1;session=t;b=2|t|a=1;b=2",
        "a=\"1 ;session= t ;  b= 2|t|a=\"1 ;b= 2",
        "a=1; ; session=t|t|a=1; ",
        "a=session=x; session=t|t|a=session=x",
        "session=a=b|a=b|null",
        "session=|''|null",
        "session|''|null",
        "session =t|t|null",
        "Session=1; session=t|t|Session=1"
      })
  void readsAndRemovesACookie(String line, String token, @Nullable String rest) {
    var found = SOURCES.find(new TestFacts().header("Cookie", line));

    assertThat(found.multiple()).isFalse();
    assertThat(found.of(0)).isEqualTo(new RawToken(token));
    assertThat(found.removal())
        .isEqualTo(edits(new HeaderEdit(new HeaderField("Cookie", line), rest)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ";", "=", "=session", "Session=t", "session2=t", "%73ession=t", "a=session"})
  void findsNoTokenInCookie(String line) {
    assertThat(SOURCES.find(new TestFacts().header("Cookie", line)).isEmpty()).isTrue();
  }

  @Test
  void cookieLinesWithoutTheTokenStayAsTheyAre() {
    var found =
        SOURCES.find(
            new TestFacts()
                .header("cookie", "a=1")
                .header("cookie", "session=t")
                .header("cookie", "b=2"));

    assertThat(found.removal())
        .isEqualTo(edits(new HeaderEdit(new HeaderField("cookie", "session=t"), null)));
  }

  private static RequestEdits edits(HeaderEdit edit) {
    return new RequestEdits(List.of(edit), null);
  }
}
