package dev.gatehouse.edge;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which answers of an HTTP/2 connection wait for a client that takes nothing of them, as it
 * keeps the window of their stream shut, or that of the connection (RFC 9113, section 5.2). Octets
 * that have left for the socket are for {@link UntakenOctets}.
 */
final class ShutWindows {

  private final Http2Connection connection;
  private final long idleNanos;
  private final Map<Integer, Long> waitingSince = new HashMap<>();
  private boolean moved;

  ShutWindows(Http2Connection connection, long idleNanos) {
    this.connection = connection;
    this.idleNanos = idleNanos;
  }

  /** Octets of an answer have left for the socket. */
  void sent(int stream) {
    moved = true;
    if (!waitingSince.isEmpty()) {
      waitingSince.remove(stream);
    }
  }

  /** A stream has ended. */
  void closed(int stream) {
    waitingSince.remove(stream);
  }

  /**
   * The streams whose answers have waited for too long; to be asked several times while it takes.
   *
   * @param now the nanoseconds of a clock
   * @param writable whether the socket would take more
   */
  List<Integer> overdue(long now, boolean writable) {
    // a stream whose own window is open may wait for others, or for the socket
    boolean excused = moved || !writable;
    moved = false;
    List<Integer> overdue = new ArrayList<>();
    Http2RemoteFlowController flow = connection.remote().flowController();
    for (Http2Stream stream : active()) {
      if (!flow.hasFlowControlled(stream) || (excused && flow.windowSize(stream) > 0)) {
        waitingSince.remove(stream.id());
      } else if (now - waitingSince.computeIfAbsent(stream.id(), _ -> now) >= idleNanos) {
        overdue.add(stream.id());
      }
    }
    return overdue;
  }

  private List<Http2Stream> active() {
    List<Http2Stream> active = new ArrayList<>();
    try {
      connection.forEachActiveStream(active::add);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
    return active;
  }
}
