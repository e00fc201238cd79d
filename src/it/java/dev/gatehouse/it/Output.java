package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.function.Predicate;

/** All that a process prints, kept while it is printed. */
final class Output {

  private final StringBuilder text = new StringBuilder();
  private final Thread reader;
  private boolean ended;

  Output(Process process) {
    // a read from a pipe would hold a carrier thread, of which there are as many as processors
    reader = Thread.ofPlatform().daemon().start(() -> copy(process));
  }

  private void copy(Process process) {
    try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        append(line);
      }
    } catch (IOException e) {
      append("(the output could not be read further: " + e + ")");
    } finally {
      end();
    }
  }

  private synchronized void append(String line) {
    text.append(line).append('\n');
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until what was printed so far satisfies the condition. */
  synchronized String await(Predicate<String> condition, Duration atMost, String what) {
    long end = System.nanoTime() + atMost.toNanos();
    try {
      while (!condition.test(text.toString())) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (ended || left <= 0) {
          throw new AssertionError("no " + what + (ended ? ", it ended:\n" : " in time:\n") + text);
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + what, e);
    }
    return text.toString();
  }

  /** All of it, after the process has closed its output. */
  String whole() {
    try {
      reader.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return soFar();
  }

  synchronized String soFar() {
    return text.toString();
  }
}
