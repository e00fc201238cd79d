package dev.gatehouse.token;

import java.util.concurrent.TimeUnit;
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

/** What it takes to read a token that nobody remembers, its signature apart. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenParsingBenchmark {

  private final RawToken token =
      new RawToken(
          TestTokens.unsigned(
                  "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
                  "{\"iss\":\"https://id\",\"sub\":\"alice\",\"aud\":[\"orders\"],"
                      + "\"exp\":1999999999,\"iat\":1900000000,\"scope\":\"orders.read\","
                      + "\"realm_access\":{\"roles\":[\"admin\",\"clerk\"]}}")
              + "c2lnbmF0dXJl");

  /** Parses the token. */
  @Benchmark
  public @Nullable CompactJws parse() {
    return CompactJws.parse(token, 16 * 1024);
  }
}
