package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.server.PathContainer;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The index leaves out no route that would serve, and most that would not. */
class RouteIndexTest {

  private static final PathPatternParser PARSER = new PathPatternParser();
  private static final AntPathMatcher HOSTS = new AntPathMatcher(".");

  private static final List<String> SEGMENTS =
      List.of("a", "b", "**", "*", "{v}", "a*", "?", "{v:a+}", "", "a b", "%41", "a;b", "{*r}");
  private static final List<String> PATH_SEGMENTS =
      List.of("a", "b", "", "a%20b", "%61", "b;x=1", "ab", "%2F", "c");
  private static final List<String> LABELS =
      List.of("a", "test", "**", "*", "{v}", "a*", "", "test:80");
  private static final List<String> HOST_LABELS = List.of("a", "test", "b", "", "test:80", "ab");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void leavesOutNoRouteThatServes(long seed) {
    var random = new Random(seed);
    List<List<PlainPredicate>> routes = new ArrayList<>();
    while (routes.size() < 60) {
      List<PlainPredicate> predicates = new ArrayList<>();
      if (random.nextInt(4) > 0) {
        PlainPredicate path = path(random);
        if (path == null) {
          continue;
        }
        predicates.add(path);
      }
      if (random.nextBoolean()) {
        predicates.add(
            PlainPredicate.Host.of(
                List.of(joined(LABELS, ".", random), joined(LABELS, ".", random)), HOSTS));
      }
      routes.add(predicates);
    }
    RouteIndex index = RouteIndex.of(routes);
    for (int i = 0; i < 3000; i++) {
      Question question =
          question("/" + joined(PATH_SEGMENTS, "/", random), joined(HOST_LABELS, ".", random));
      List<Integer> candidates = candidates(index, question);
      List<Integer> serving =
          IntStream.range(0, routes.size())
              .filter(
                  route ->
                      routes.get(route).stream().allMatch(predicate -> predicate.test(question)))
              .boxed()
              .toList();
      assertThat(candidates).as("%s %s", question.host(), question.path()).containsAll(serving);
      assertThat(candidates).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void asksFewOfManyRoutes() {
    List<List<PlainPredicate>> routes = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      routes.add(List.of(pathOf(i % 2 == 0 ? "/s" + i + "/**" : "/api/v1/s" + i + "/{id}")));
    }
    routes.add(List.of(PlainPredicate.Host.of(List.of("*.t1.test"), HOSTS)));
    routes.add(List.of(PlainPredicate.Host.of(List.of("x.t2.test"), HOSTS)));
    routes.add(List.of(pathOf("/**")));
    RouteIndex index = RouteIndex.of(routes);
    assertThat(candidates(index, question("/s42/x", "a.t1.test")))
        .containsExactly(42, 10_000, 10_002);
    assertThat(candidates(index, question("/api/v1/s43/7", "x.t2.test")))
        .containsExactly(43, 10_001, 10_002);
    assertThat(candidates(index, question("/", "gw.test"))).containsExactly(10_002);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void hostsMatchAsSpringMatchesThem(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      String pattern = joined(LABELS, ".", random);
      String host = joined(HOST_LABELS, ".", random);
      assertThat(PlainPredicate.HostText.of(pattern).match(host, HOSTS) != null)
          .as("%s %s", pattern, host)
          .isEqualTo(HOSTS.match(pattern, host));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void pathsMatchAsSpringMatchesThem(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      String text = "/" + joined(SEGMENTS, "/", random);
      PathPattern pattern;
      try {
        pattern = PARSER.parse(text);
      } catch (IllegalArgumentException notAPattern) {
        continue;
      }
      String path = "/" + joined(PATH_SEGMENTS, "/", random);
      Question question = question(path, "gw.test");
      assertThat(PlainPredicate.PathText.of(pattern).match(question) != null)
          .as("%s %s", text, path)
          .isEqualTo(pattern.matches(PathContainer.parsePath(path)));
    }
  }

  private static List<Integer> candidates(RouteIndex index, Question question) {
    List<Integer> found = new ArrayList<>();
    RouteIndex.Candidates candidates = index.candidates(question);
    for (int at = candidates.next(); at >= 0; at = candidates.next()) {
      found.add(at);
    }
    return found;
  }

  private static PlainPredicate path(Random random) {
    try {
      return pathOf(
          (random.nextInt(8) == 0 ? "" : "/") + joined(SEGMENTS, "/", random),
          "/" + joined(SEGMENTS, "/", random));
    } catch (IllegalArgumentException notAPattern) {
      return null;
    }
  }

  private static PlainPredicate pathOf(String... patterns) {
    return new PlainPredicate.Path(
        List.of(patterns).stream()
            .map(pattern -> PlainPredicate.PathText.of(PARSER.parse(pattern)))
            .toList());
  }

  private static Question question(String path, String host) {
    var lines = new HeaderLines();
    lines.add("Host", host);
    return new Question(
        "GET",
        Objects.requireNonNull(Target.of("http", "gw.test", path, null)),
        lines,
        () -> {
          throw new AssertionError("an exchange is made");
        });
  }

  private static String joined(List<String> words, String separator, Random random) {
    List<String> some = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      some.add(words.get(random.nextInt(words.size())));
    }
    return String.join(separator, some);
  }
}
