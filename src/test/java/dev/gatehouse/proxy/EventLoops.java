package dev.gatehouse.proxy;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import reactor.netty.http.HttpResources;

/** The threads on which the gateway reads and writes. */
final class EventLoops {

  private EventLoops() {}

  /** Waits until they have read what was sent to them before, on new connections, too. */
  static void turn() {
    // one for what may be under way, others to accept, to register, and to read
    turn(6);
  }

  /** Waits until they have read what was sent to them before on connections that they know. */
  static void read() {
    turn(2);
  }

  private static void turn(int times) {
    for (int i = 0; i < times; i++) {
      List<Future<?>> turns = new ArrayList<>();
      for (EventExecutor loop : HttpResources.get().onServer(true)) {
        turns.add(loop.submit(() -> {}));
      }
      turns.forEach(EventLoops::await);
    }
  }

  private static void await(Future<?> turn) {
    try {
      turn.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
