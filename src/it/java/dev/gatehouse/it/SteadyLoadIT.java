package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nothing happens but requests, and the issuer hardly notices them. */
class SteadyLoadIT {

  private static final Duration CACHE = Duration.ofSeconds(10);
  private static final Duration EARLIEST = CACHE.multipliedBy(70).dividedBy(100);
  private static final Duration LATEST = CACHE.multipliedBy(95).dividedBy(100);

  /** What a slow machine adds to the way of a fetch. */
  private static final Duration NOISE = Duration.ofMillis(500);

  private static final Duration SLACK = Duration.ofSeconds(4);

  @Test
  void fetchesOnceAtStartAndThenOncePerRefreshAheadOfTheCachesEnd() {
    TestKey key = TestKey.rsa("one");
    List<String> tokens =
        IntStream.range(0, 200)
            .mapToObj(i -> TestToken.by(key).issuer("steady").subject("user" + i).compact())
            .toList();
    try (var issuer = FaultyIssuer.publishing(key);
        var gate = Gate.start(YAML.replace("$ISSUER", issuer.jwksUrl()));
        var load = Load.of(gate, 3, "/x", tokens)) {
      assertThat(issuer.fetches()).as("fetches at start").hasSize(1);
      Eventually.eventually(
          LATEST.plus(SLACK).multipliedBy(4),
          () -> assertThat(issuer.fetches()).hasSizeGreaterThanOrEqualTo(5));
      List<Long> fetches = issuer.fetches();
      for (int i = 1; i < fetches.size(); i++) {
        assertThat(Duration.ofNanos(fetches.get(i) - fetches.get(i - 1)))
            .as("from fetch %s to the next", i)
            .isBetween(EARLIEST.minus(NOISE), LATEST.plus(SLACK));
      }
      assertThat(load.answered()).as("requests").isGreaterThan(2_000);
      assertThat(load.refused()).isEmpty();
    }
  }

  private static final String YAML =
      """
      gatehouse:
        providers:
          steady: {issuer: steady, jwks: {url: '$ISSUER', cacheDuration: 10s}}
        policies:
          default: {providers: [steady]}
        routes:
          - {id: all, uri: $UPSTREAM, predicates: [Path=/**]}
      """;
}
