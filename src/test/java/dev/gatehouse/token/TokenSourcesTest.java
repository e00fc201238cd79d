package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import dev.gatehouse.token.TokenSource.Cookie;
import dev.gatehouse.token.TokenSource.Header;
import dev.gatehouse.token.TokenSource.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSourcesTest {

  private static final TokenSource BEARER = new Header("Authorization", "Bearer");
  private static final TokenSource X_JWT = new Header("x-jwt", null);
  private static final TokenSource QUERY = new Query("access_token");
  private static final TokenSource COOKIE = new Cookie("session");

  private static final TokenSources ALL = provider(BEARER, X_JWT, QUERY, COOKIE);

  @ParameterizedTest
  @ValueSource(strings = {"Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c", " Bearer a.b.c\t"})
  void readsCredentialsOfItsScheme(String value) {
    assertThat(ALL.find(new TestFacts().header("authorization", value)).of(0))
        .isEqualTo(new RawToken("a.b.c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Basic YTpi", "Bearerx a", "Bearer-a a.b.c", "Beare", "", "a.b.c", "Bear er"})
  void leavesOtherSchemesUntouched(String value) {
    var found = ALL.find(new TestFacts().header("Authorization", value));

    assertThat(found.isEmpty()).isTrue();
    assertThat(found.multiple()).isFalse();
    assertThat(found.of(0)).isNull();
    assertThat(found.removal().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer   ",
        "Bearer\ta.b.c",
        "Bearer \ta.b.c",
        "Bearer,a.b.c",
        "Bearer:a.b.c",
        "Bearer=a.b.c",
        "Bearer\u00a0a.b.c",
        "Bearer \"a.b.c\"",
        "Bearer a.b.c, Bearer a.b.c"
      })
  void schemeWithoutProperTokenIsAMalformedToken(String value) {
    var found = ALL.find(new TestFacts().header("Authorization", value));

    assertThat(found.isEmpty()).isFalse();
    assertThat(CompactJws.parse(found.of(0), 1000)).isNull();
    assertThat(found.removal())
        .isEqualTo(edits(null, new HeaderEdit(new HeaderField("Authorization", value), null)));
  }

  @Test
  void headerWithoutPrefixIsAllToken() {
    assertThat(ALL.find(new TestFacts().header("X-JWT", " a.b.c ")).of(0))
        .isEqualTo(new RawToken("a.b.c"));
    assertThat(ALL.find(new TestFacts().header("x-jwt", "")).of(0)).isEqualTo(new RawToken(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-jwt", "X-Jwt", "x_jwt", "X.JWT"})
  void everySpellingOfAHeaderIsThatSource(String name) {
    var found = ALL.find(new TestFacts().header(name, "a.b.c"));

    assertThat(found.of(0)).isEqualTo(new RawToken("a.b.c"));
    assertThat(found.removal())
        .isEqualTo(edits(null, new HeaderEdit(new HeaderField(name, "a.b.c"), null)));
  }

  @Test
  void oneLineReadWithAndWithoutPrefixIsOneToken() {
    var sources = provider(new Header("x-jwt", "Bearer"), X_JWT);

    var prefixed = sources.find(new TestFacts().header("x-jwt", "Bearer a.b.c"));
    assertThat(prefixed.of(0)).isEqualTo(new RawToken("a.b.c"));
    assertThat(prefixed.multiple()).isFalse();
    assertThat(prefixed.removal().headers()).hasSize(1);

    var plain = sources.find(new TestFacts().header("x-jwt", "a.b.c"));
    assertThat(plain.of(0)).isEqualTo(new RawToken("a.b.c"));
    assertThat(plain.multiple()).isFalse();
  }

  @Test
  void twoAuthorizationHeadersAreMultiple() {
    assertThat(
            ALL.find(
                    new TestFacts()
                        .header("Authorization", "Bearer a")
                        .header("Authorization", "Bearer a"))
                .multiple())
        .isTrue();
  }

  @Test
  void anotherSchemeBesideATokenIsMultipleAndOnlyTheTokenGoes() {
    var found =
        ALL.find(
            new TestFacts()
                .header("Authorization", "Basic YTpi")
                .header("Authorization", "Bearer a"));

    assertThat(found.multiple()).isTrue();
    assertThat(found.removal())
        .isEqualTo(edits(null, new HeaderEdit(new HeaderField("Authorization", "Bearer a"), null)));
  }

  @Test
  void twoLinesOfOtherSchemesAreNoToken() {
    var found =
        ALL.find(
            new TestFacts().header("Authorization", "Basic a").header("Authorization", "Digest b"));

    assertThat(found.isEmpty()).isTrue();
    assertThat(found.multiple()).isFalse();
  }

  @Test
  void tokenInHeaderAndQueryIsMultiple() {
    var found =
        ALL.find(new TestFacts().header("Authorization", "Bearer a").query("x=1&access_token=a"));

    assertThat(found.multiple()).isTrue();
    assertThat(found.removal())
        .isEqualTo(
            edits("x=1", new HeaderEdit(new HeaderField("Authorization", "Bearer a"), null)));
  }

  @Test
  void secondSpellingOfASourceIsMultiple() {
    assertThat(ALL.find(new TestFacts().header("x-jwt", "a").header("x_jwt", "a")).multiple())
        .isTrue();
    assertThat(ALL.find(new TestFacts().query("access_token=a&access%5Ftoken=a")).multiple())
        .isTrue();
    assertThat(ALL.find(new TestFacts().header("cookie", "session=a; session=b")).multiple())
        .isTrue();
    assertThat(
            ALL.find(new TestFacts().header("cookie", "session=a").header("Cookie", "session=a"))
                .multiple())
        .isTrue();
  }

  @Test
  void removesEveryOneOfMany() {
    var found =
        ALL.find(
            new TestFacts()
                .header("Authorization", "Bearer a")
                .header("x_jwt", "b")
                .header("cookie", "session=c; k=v; session=d")
                .header("cookie", "session=c; k=v; session=d")
                .query("access_token=e&k=v&access_token=f"));

    var cookie = new HeaderEdit(new HeaderField("cookie", "session=c; k=v; session=d"), "k=v");
    assertThat(found.removal())
        .isEqualTo(
            edits(
                "k=v",
                new HeaderEdit(new HeaderField("Authorization", "Bearer a"), null),
                new HeaderEdit(new HeaderField("x_jwt", "b"), null),
                cookie,
                cookie));
  }

  @Test
  void providersWithDifferentSourcesFindTheirOwn() {
    var sources = TokenSources.of(List.of(List.of(BEARER), List.of(X_JWT), List.of(COOKIE)));
    var found =
        sources.find(new TestFacts().header("x-jwt", "b").header("authorization", "bearer a"));

    assertThat(found.multiple()).isFalse();
    assertThat(found.of(0)).isEqualTo(new RawToken("a"));
    assertThat(found.of(1)).isEqualTo(new RawToken("b"));
    assertThat(found.of(2)).isNull();
    assertThat(found.removal().headers()).hasSize(2);
    assertThat(found.removalExcept(0))
        .isEqualTo(edits(null, new HeaderEdit(new HeaderField("x-jwt", "b"), null)));
    assertThat(found.removalExcept(2)).isEqualTo(found.removal());
  }

  @Test
  void oneProviderAmongOthersThatFindsTwoTokensIsMultiple() {
    var sources = TokenSources.of(List.of(List.of(BEARER), List.of(X_JWT, BEARER)));

    assertThat(
            sources
                .find(new TestFacts().header("x-jwt", "b").header("authorization", "bearer a"))
                .multiple())
        .isTrue();
  }

  @Test
  void tokenOfASharedSourceStaysWithAnyOfItsProviders() {
    var sources = TokenSources.of(List.of(List.of(BEARER), List.of(BEARER, QUERY)));
    var found = sources.find(new TestFacts().header("authorization", "bearer a"));

    assertThat(found.of(0)).isEqualTo(found.of(1)).isEqualTo(new RawToken("a"));
    assertThat(found.removalExcept(0).isEmpty()).isTrue();
    assertThat(found.removalExcept(1).isEmpty()).isTrue();
  }

  @Test
  void aCookieOfAnotherProviderGoesWhileOnesOwnStaysInTheSameLine() {
    var sources = TokenSources.of(List.of(List.of(COOKIE), List.of(new Cookie("other"))));
    var found = sources.find(new TestFacts().header("Cookie", "a=1; session=s; other=o; b=2"));

    assertThat(found.multiple()).isFalse();
    assertThat(found.removalExcept(0).headers())
        .extracting(HeaderEdit::replacement)
        .containsExactly("a=1; session=s; b=2");
    assertThat(found.removalExcept(1).headers())
        .extracting(HeaderEdit::replacement)
        .containsExactly("a=1; other=o; b=2");
    assertThat(found.removal().headers())
        .extracting(HeaderEdit::replacement)
        .containsExactly("a=1; b=2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x y", "x:", "x\r\n", "\u00fc"})
  void refusesSourceThatNoRequestCanHave(String name) {
    assertThatThrownBy(() -> new Header(name, null)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Header("x", name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Cookie(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void policyWithoutProvidersFindsNothing() {
    assertThat(
            TokenSources.of(List.of())
                .find(new TestFacts().header("Authorization", "Bearer a").query("access_token=a"))
                .isEmpty())
        .isTrue();
  }

  private static TokenSources provider(TokenSource... sources) {
    return TokenSources.of(List.of(List.of(sources)));
  }

  private static RequestEdits edits(@Nullable String query, HeaderEdit... headers) {
    return new RequestEdits(
        List.of(headers), query == null ? null : new RequestEdits.QueryEdit(query));
  }
}
