package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Clients that send one request after the other, each on a connection that it keeps, until this is
 * closed. Closing it checks that every request was answered.
 */
final class Load implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int port;
  private final Supplier<Request> requests;
  private final List<Thread> clients;
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  /** An answer other than 200, and when it came by {@link System#nanoTime}. */
  record Refused(long at, Response answer) {}

  private Load(int port, int clients, Supplier<Request> requests) {
    this.port = port;
    this.requests = requests;
    this.clients =
        IntStream.range(0, clients).mapToObj(_ -> Thread.ofVirtual().unstarted(this::run)).toList();
  }

  /** So many clients that send what this supplies. */
  static Load of(Gate gate, int clients, Supplier<Request> requests) {
    return of(gate.process().port(), clients, requests);
  }

  /** So many clients of whoever listens on this port. */
  static Load of(int port, int clients, Supplier<Request> requests) {
    var load = new Load(port, clients, requests);
    load.clients.forEach(Thread::start);
    return load;
  }

  /** So many clients that send any of these tokens. */
  static Load of(Gate gate, int clients, String path, List<String> tokens) {
    return of(gate, clients, () -> Request.get(path).bearer(any(tokens)));
  }

  /** Any element. */
  static <T> T any(List<T> elements) {
    return elements.get(ThreadLocalRandom.current().nextInt(elements.size()));
  }

  /** How many answers of any kind have come. */
  int answered() {
    return answered.get();
  }

  /** Waits until so many more answers have come. */
  Load awaits(int more) {
    int before = answered();
    Eventually.eventually(
        PATIENCE, () -> assertThat(answered()).as("answers").isGreaterThanOrEqualTo(before + more));
    return this;
  }

  /** The answers other than 200, as they came. */
  List<Refused> refused() {
    return List.copyOf(refused);
  }

  private void run() {
    while (!ended) {
      try (var wire = Wire.to(port)) {
        while (!ended && exchange(wire)) {
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      } catch (UncheckedIOException e) {
        broken.add(e.toString());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /** Whether the connection may be used again. */
  private boolean exchange(Wire wire) {
    Request request = requests.get().keepAlive();
    Response answer = wire.write(request.bytes()).read(request.method());
    if (answer.status() != 200) {
      refused.add(new Refused(System.nanoTime(), answer));
    }
    answered.incrementAndGet();
    return !answer.header("Connection").equalsIgnoreCase("close");
  }

  @Override
  public void close() {
    end();
  }

  /** Ends the load before its time; may be called again. */
  void end() {
    ended = true;
    try {
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(broken).as("requests without an answer").isEmpty();
  }
}
