package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.edge.RequestGuard.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {

  private static Verdict get(String target) {
    return RequestGuard.judge("GET", target, List.of("gw.test"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/?a=|{}^\"<>`\\[]%",
        "/?a=%zz&b=%2e%2e/../..&c=//;x",
        "/?",
        "/a??b?c=#d",
        "/?q=caf\u00c3\u00a9\u00ff"
      })
  void passesTheQueryByteForByte(String target) {
    assertThat(get(target)).isEqualTo(new Verdict.Clear(target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/?a\r\nX: y", "/?a b", "/?a\u0000", "/?a\u007f"})
  void refusesAQueryThatCannotStandInARequestLine(String target) {
    assertThat(get(target)).isInstanceOf(Verdict.Ambiguous.class);
  }

  @Test
  void refusesADotSegmentInFrontOfAQuery() {
    assertThat(get("/a/..?b")).isEqualTo(new Verdict.Ambiguous("the path has a dot segment"));
  }

  @Test
  void leavesOdditiesOfThePathToItsRoute() {
    assertThat(get("/a%2Fb;c//d")).isEqualTo(new Verdict.Clear("/a%2Fb;c//d"));
  }

  @Test
  void encodesInThePathWhatRfc3986WantsEncoded() {
    assertThat(get("/a|\"<>[]^`{}?a|b"))
        .isEqualTo(new Verdict.Clear("/a%7C%22%3C%3E%5B%5D%5E%60%7B%7D?a|b"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://gw.test/a?b, gw.test, /a?b",
    "HTTP://GW.test/a, gw.test, /a",
    "http://gw.test:80/a, gw.test, /a",
    "https://gw.test/a, gw.test:443, /a",
    "http://gw.test:8080/a, gw.test:8080, /a",
    "http://gw.test, gw.test, /",
    "http://gw.test?b, gw.test, /?b",
    "'http://[::1]:8080/a', '[::1]:8080', /a"
  })
  void takesAnAbsoluteTargetForTheSameHostAsItsPath(String target, String host, String path) {
    assertThat(RequestGuard.judge("GET", target, List.of(host))).isEqualTo(new Verdict.Clear(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.test/a",
        "http://gw.test:81/a",
        "https://gw.test:80/a",
        "http://gw.test@evil.test/a",
        "http://user@gw.test/a",
        "http:///a",
        "http://gw.test%2f@evil/a",
        "http://gw.test.evil.test/a"
      })
  void refusesAnAbsoluteTargetForAnotherHost(String target) {
    assertThat(get(target))
        .isEqualTo(new Verdict.Ambiguous("the target is for another host than the Host header"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "gw.test:443", "ftp://gw.test/a", "a/b", "", "?a", "http:/gw.test/"})
  void refusesTargetsOfOtherForms(String target) {
    assertThat(get(target)).isEqualTo(new Verdict.Ambiguous("the target is not a path"));
  }

  @Test
  void refusesADotSegmentInAnAbsoluteTarget() {
    assertThat(get("http://gw.test/../admin"))
        .isEqualTo(new Verdict.Ambiguous("the path has a dot segment"));
  }

  @Test
  void refusesAMissingHost() {
    assertThat(RequestGuard.judge("GET", "/", List.of()))
        .isEqualTo(new Verdict.Ambiguous("the Host header is missing"));
  }

  @Test
  void refusesTwoHostsEvenIfTheyAgree() {
    assertThat(RequestGuard.judge("GET", "/", List.of("gw.test", "gw.test")))
        .isEqualTo(new Verdict.Ambiguous("the Host header is there more than once"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "gw.test/admin",
        "gw.test, evil.test",
        "user@gw.test",
        "gw.test:",
        "gw.test:65536",
        "gw.test:http",
        "gw.test:80:80",
        ":80",
        "::1",
        "[::1",
        "[::1]x",
        "[127.0.0.1]",
        "[fe80::1%25eth0]",
        "gw%2etest",
        "gw.test#",
        "gw.test?x",
        "gw\u00e9.test",
        "gw.test\u0000"
      })
  void refusesAnInvalidHost(String host) {
    assertThat(RequestGuard.judge("GET", "/", List.of(host)))
        .isEqualTo(new Verdict.Ambiguous("the Host header is not a host with an optional port"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gw.test", "GW.Test:8080", "10.0.0.1", "[2001:db8::1]:443", "a_b", "x"})
  void passesAHost(String host) {
    assertThat(RequestGuard.judge("GET", "/", List.of(host))).isEqualTo(new Verdict.Clear("/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "Get", "", "GE T", "G\u0000T", "GET\u00e9", "(GET)"})
  void refusesAMethodThatServersMightFold(String method) {
    assertThat(RequestGuard.judge(method, "/", List.of("gw.test")))
        .isEqualTo(new Verdict.Ambiguous("the method is not a word in capitals"));
  }

  @Test
  void refusesToBeAForwardProxy() {
    assertThat(RequestGuard.judge("CONNECT", "/", List.of("gw.test")))
        .isInstanceOf(Verdict.Ambiguous.class);
  }
}
