package dev.gatehouse.policy;

import dev.gatehouse.policy.PolicyRule.Effect;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.rules.TestRules;
import dev.gatehouse.token.Scopes;
import dev.gatehouse.token.TestClaims;
import dev.gatehouse.token.TestFacts;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a policy's rules add to a decision. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RuleBenchmark {

  private static final Instant NOW = Instant.parse("2026-01-31T08:30:00Z");

  private final TestFacts request =
      TestFacts.of("GET", "/orders/7").header("X-Team", "red").header("Accept", "*/*");
  private final Identity alice =
      identity(
          "{\"sub\":\"alice\",\"org\":\"solo.io\",\"level\":3,\"roles\":[\"admin\",\"clerk\"]}");
  private final Identity crowd =
      identity(
          "{\"sub\":\"alice\",\"groups\":["
              + IntStream.range(0, 10_000)
                  .mapToObj(i -> "\"g" + i + "\"")
                  .collect(Collectors.joining(","))
              + "]}");

  private final Authorization threeComparisons =
      require("jwt.org == 'solo.io' && jwt.level >= 3 && request.method == 'GET'");
  private final Authorization role = require("'admin' in jwt.roles");
  private final Authorization header = require("request.headers['x-team'] == 'red'");
  private final Authorization pattern = require("request.path.matches('^/orders/[0-9]+$')");
  private final Authorization memberOfMany = require("'g9999' in jwt.groups");
  private final Authorization loop = require("jwt.groups.exists(g, g == 'g9999')");

  /** Nothing is asked for. */
  @Benchmark
  public boolean none() {
    return Authorization.NONE.isEmpty();
  }

  /** Two claims and the method. */
  @Benchmark
  public @Nullable Object threeComparisons() {
    return refuse(threeComparisons, alice);
  }

  /** A list of two. */
  @Benchmark
  public @Nullable Object role() {
    return refuse(role, alice);
  }

  /** One header of two. */
  @Benchmark
  public @Nullable Object header() {
    return refuse(header, alice);
  }

  /** A regular expression. */
  @Benchmark
  public @Nullable Object pattern() {
    return refuse(pattern, alice);
  }

  /** The last of ten thousand. */
  @Benchmark
  public @Nullable Object memberOfTenThousand() {
    return refuse(memberOfMany, crowd);
  }

  /** The last of ten thousand, by a loop. */
  @Benchmark
  public @Nullable Object loopOverTenThousand() {
    return refuse(loop, crowd);
  }

  private @Nullable Object refuse(Authorization authorization, Identity identity) {
    Object refused =
        authorization.refuse(
            new Authorization.Question("default", identity, request, () -> RequestEdits.NONE),
            NOW,
            Trace.NONE);
    if (refused != null) {
      throw new IllegalStateException("the rule refuses");
    }
    return null;
  }

  private static Identity identity(String claims) {
    return new Identity("main", TestClaims.claims(claims), List.of());
  }

  static Authorization require(String rule) {
    return new Authorization(
        Scopes.NONE, List.of(new PolicyRule(Effect.REQUIRE, "require[0]", TestRules.rule(rule))));
  }
}
