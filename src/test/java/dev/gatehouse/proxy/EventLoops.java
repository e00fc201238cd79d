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

  /** Waits until they have read what was sent to them before. */
  static void turn() {
    // the first turn may have been under way
    for (int i = 0; i < 2; i++) {
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
