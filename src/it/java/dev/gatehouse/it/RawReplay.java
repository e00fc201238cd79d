package dev.gatehouse.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Replays requests as octets, sixteen at a time, each followed by a request that must be served.
 */
final class RawReplay {

  private static final int AT_ONCE = 16;
  private static final Duration SILENCE = Duration.ofMillis(200);
  private static final Duration WHOLE = Duration.ofMillis(1500);
  private static final Duration CANARY = Duration.ofSeconds(10);
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[ \\r]");

  private final int port;
  private final Request canary;

  RawReplay(int port, Request canary) {
    this.port = port;
    this.canary = canary;
  }

  /** The cases that a gateway must not treat so, with what it did. */
  List<String> failures(List<Vectors.RawCase> cases, Function<Vectors.RawCase, String> octetsOf) {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<String>> verdicts = new ArrayList<>();
      for (var each : cases) {
        verdicts.add(threads.submit(() -> verdict(each, octetsOf.apply(each))));
      }
      List<String> failures = new ArrayList<>();
      for (Future<String> verdict : verdicts) {
        if (!verdict.get().isEmpty()) {
          failures.add(verdict.get());
        }
      }
      return failures;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String verdict(Vectors.RawCase each, String octets) {
    Wire.Heard heard;
    try (var wire = Wire.to(port)) {
      heard = wire.write(octets).listen(SILENCE, WHOLE);
    }
    List<Integer> statuses = statuses(heard.text());
    String what = each.id() + " (" + each.kind() + "): " + statuses + " " + heard.closed();
    try (var wire = Wire.to(port)) {
      var answer = wire.write(canary.bytes()).listen(CANARY, CANARY);
      List<Integer> after = statuses(answer.text());
      if (after.size() != 1 || after.getFirst() >= 500) {
        return "the next request was answered " + after + " after " + what;
      }
    }
    long served = statuses.stream().filter(status -> status < 300).count();
    boolean right =
        switch (each.kind()) {
          case "must_reject", "wait_then_timeout" -> served <= each.before();
          case "reject_or_neutralise" -> served <= Math.max(each.before(), 1);
          case "well_formed" -> statuses.stream().allMatch(status -> status < 500);
          default -> throw new AssertionError(each.kind());
        };
    return right ? "" : what;
  }

  private static List<Integer> statuses(String text) {
    return STATUS
        .matcher(text)
        .results()
        .map(match -> Integer.parseInt(match.group(1)))
        .filter(status -> status >= 200)
        .toList();
  }
}
