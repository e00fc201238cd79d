package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathGuardTest {

  private static final Set<PathOddity> ALL = EnumSet.allOf(PathOddity.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a/b",
        "/a/",
        "/a.b/..c/d../...",
        "/%C3%A9%20caf%E2%82%AC%F0%9F%98%80",
        "/a%3Ab%7E!$&'()*+,=:@",
        "/a|b{c}^\"<>`[]",
        "/.well-known/x",
        "/a%2Eb"
      })
  void passesAPathThatAllReadAlike(String path) {
    assertThat(PathGuard.judge(path)).isEqualTo(new PathVerdict.Clear(Set.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.",
        "/..",
        "/a/../b",
        "/a/./b",
        "/%2e%2e/admin",
        "/%2E./admin",
        "/.%2e/admin",
        "/%2e",
        "/a/%2e/",
        "/..;/admin",
        "/..;x=y/admin",
        "/..%3bx/admin",
        "/.;/admin",
        "/a%2f..%2fadmin",
        "/a%2F..",
        "/..%2fadmin",
        "/%252e%252e/admin",
        "/%252e./admin",
        "/.%25252e/admin",
        "/a%252f..%252fadmin"
      })
  void refusesDotSegmentsHoweverEncodedOnEveryRoute(String path) {
    assertThat(PathGuard.judge(path).refusal(ALL)).isEqualTo("the path has a dot segment");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%25%32%65%25%32%65/admin",
        "/.%25%32e/admin",
        "/.%252%65/admin",
        "/a%25%32%66..%25%32%66admin",
        "/a%25%35%63b",
        "/a%25%30%30",
        "/.%25%2532%2565/admin",
        "/.%2525%32%65/admin",
        "/.%25%25%33%32e/admin"
      })
  void refusesEscapesHiddenDigitByDigitOnEveryRoute(String path) {
    assertThat(PathGuard.judge(path).refusal(ALL))
        .isEqualTo("the path has a percent-encoding that is percent-encoded itself");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/100%25", "/100%25%20off", "/50%25-60%25", "/%25%25", "/5%25%C3%A9"})
  void passesAPercentSignWhereTheRouteAllowsOne(String path) {
    assertThat(PathGuard.judge(path).refusal(Set.of(PathOddity.ENCODED_PERCENT))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\\b", "/a%5cb", "/a%5Cb", "/a%255cb", "/..\\admin"})
  void refusesBackslashes(String path) {
    assertThat(PathGuard.judge(path).refusal(ALL)).isEqualTo("the path has a backslash");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a%00", "/a%0d%0aX: y", "/%1f", "/%7f", "/a\u0000", "/a\tb", "/a b", "/a%2500"})
  void refusesControlCharacters(String path) {
    assertThat(PathGuard.judge(path).refusal(ALL)).isEqualTo("the path has a control character");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/a%2", "/a%zz", "/%u002e", "/a%%32e", "/%g0", "/a%2\u00b2"})
  void refusesMalformedPercentEncodings(String path) {
    assertThat(PathGuard.judge(path).refusal(ALL))
        .isEqualTo("the path has a malformed percent-encoding");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%ff",
        "/%c0%af",
        "/%c0%ae%c0%ae/admin",
        "/%e0%80%af",
        "/%ed%a0%80",
        "/%f4%90%80%80",
        "/%f8%88%80%80%80",
        "/%c3",
        "/%c3/%a9",
        "/%c3a",
        "/%80"
      })
  void refusesWhatIsNotUtf8(String path) {
    assertThat(PathGuard.judge(path).refusal(ALL)).isEqualTo("the path is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/caf\u00c3\u00a9", "/\u00ff"})
  void refusesBareOctetsThatAreNotAscii(String path) {
    assertThat(PathGuard.judge(path).refusal(ALL)).contains("not ASCII");
  }

  @Test
  void refusesAFragment() {
    assertThat(PathGuard.judge("/a#b").refusal(ALL)).isEqualTo("the path has a number sign");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "a", "gw.test:443", "%2Fa"})
  void refusesWhatIsNoPath(String path) {
    assertThat(PathGuard.judge(path)).isInstanceOf(PathVerdict.Ambiguous.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/a%2Fb, ENCODED_SLASH",
    "/a%2fb, ENCODED_SLASH",
    "/50%25, ENCODED_PERCENT",
    "/50%25off, ENCODED_PERCENT",
    "/a%2541, ENCODED_PERCENT",
    "/a;b=c, SEMICOLON",
    "/a%3Bb, SEMICOLON",
    "/a%3bb, SEMICOLON",
    "//a, DOUBLE_SLASH",
    "/a//b, DOUBLE_SLASH",
    "/a//, DOUBLE_SLASH"
  })
  void refusesOdditiesUnlessTheRouteAllowsThem(String path, PathOddity oddity) {
    PathVerdict verdict = PathGuard.judge(path);
    assertThat(verdict).isEqualTo(new PathVerdict.Clear(Set.of(oddity)));
    assertThat(verdict.refusal(Set.of())).isEqualTo(oddity.detail());
    assertThat(verdict.refusal(EnumSet.complementOf(EnumSet.of(oddity))))
        .isEqualTo(oddity.detail());
    assertThat(verdict.refusal(Set.of(oddity))).isNull();
  }

  @Test
  void anEncodedSlashDoesNotSmuggleAnEmptySegment() {
    PathVerdict verdict = PathGuard.judge("/%2Fadmin");
    assertThat(verdict.refusal(Set.of(PathOddity.ENCODED_SLASH)))
        .isEqualTo(PathOddity.DOUBLE_SLASH.detail());
  }

  @Test
  void aTwiceEncodedSlashIsBothOddities() {
    PathVerdict verdict = PathGuard.judge("/a%252Fb");
    assertThat(verdict.refusal(Set.of(PathOddity.ENCODED_PERCENT)))
        .isEqualTo(PathOddity.ENCODED_SLASH.detail());
  }

  @ParameterizedTest
  @CsvSource({"%2F, ENCODED_SLASH", "%2f, ENCODED_SLASH", "%25, ENCODED_PERCENT", ";, SEMICOLON"})
  void knowsOdditiesAsTheConfigurationSpellsThem(String spelling, PathOddity oddity) {
    assertThat(PathOddity.spelled(spelling)).isEqualTo(oddity);
  }

  @Test
  void knowsNoOtherOddity() {
    assertThat(PathOddity.spelled("%5C")).isNull();
  }
}
