package dev.gatehouse.keys;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One fetch of a key set, from the first request for it until it landed. What it is asked for is
 * guarded by the monitor of its key set.
 */
final class Flight {

  /** The most unknown {@code kid}s that a key set remembers. */
  static final int MOST_KIDS = 1_000;

  private static final int LONGEST_KID = 128;

  private final Sinks.Empty<Void> done = Sinks.empty();
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * Notes that a token waits for this {@code kid}; false where no more can be noted.
   *
   * @param kid as {@link #noted} writes it
   */
  boolean asksFor(String kid) {
    return asked.contains(kid) || (asked.size() < MOST_KIDS && asked.add(kid));
  }

  /** What is noted of a {@code kid}: one that a stranger made long is noted by its hash. */
  static String noted(String kid) {
    return kid.length() <= LONGEST_KID
        ? kid
        : "sha256:" + HexFormat.of().formatHex(Sha256.of(kid.getBytes(StandardCharsets.UTF_8)));
  }

  /** The {@code kid}s it was asked for. */
  Set<String> asked() {
    return asked;
  }

  /** Completes when it has landed. */
  Mono<Void> landing() {
    return done.asMono();
  }

  void land() {
    done.tryEmitEmpty();
  }
}
