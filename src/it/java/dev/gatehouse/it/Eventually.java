package dev.gatehouse.it;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process does in its own time. */
final class Eventually {

  private static final Duration PAUSE = Duration.ofMillis(100);

  private Eventually() {}

  /** Repeats the assertion until it holds; after this time its failure is the test's. */
  static void eventually(Duration atMost, Runnable assertion) {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError | UncheckedIOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
