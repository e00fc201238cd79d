package dev.gatehouse.edge;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * How many requests of HTTP/2 began on one event loop since this was asked the last time: one read
 * of a connection may bring as many as it has streams. For the loop's own thread.
 */
final class BegunRequests {

  private static final FastThreadLocal<BegunRequests> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected BegunRequests initialValue() {
          return new BegunRequests();
        }
      };

  private long begun;

  private BegunRequests() {}

  /** Those of the event loop whose thread this is. */
  static BegunRequests ofThisLoop() {
    return OF_LOOP.get();
  }

  void add(long more) {
    begun += more;
  }

  long take() {
    long since = begun;
    begun = 0;
    return since;
  }
}
