package dev.gatehouse.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a connection has taken too long: with the head of a request, between two reads of a
 * body, or without a request. An answer may take as long as it likes, as upstreams have timeouts of
 * their own, and {@link UntakenOctets} those who do not read it. One task a connection, which
 * usually finds that it has woken for nothing.
 */
final class ConnectionClock {

  /** What a connection took too long with. */
  enum Overdue {
    HEAD,
    BODY,
    IDLE
  }

  /** Is told, on the event loop, what the connection took too long with. */
  interface Listener {
    void overdue(Overdue what);
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final RequestProgress progress;
  private final Ticker ticker;
  private final long headNanos;
  private final long idleNanos;

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Listener listener;
  private @Nullable Future<?> task;
  private long taskAt;
  private long lastActivity;
  private long headBegan;
  private boolean inHead;
  private boolean readWanted = true;
  private int unanswered;
  private boolean stopped;

  ConnectionClock(EdgeLimits limits, RequestProgress progress, Ticker ticker) {
    this.progress = progress;
    this.ticker = ticker;
    this.headNanos = limits.headersTimeout().toNanos();
    this.idleNanos = limits.idleTimeout().toNanos();
  }

  /** Begins; the connection is there. */
  void start(ChannelHandlerContext ctx, Listener listener) {
    this.ctx = ctx;
    this.listener = listener;
    lastActivity = ticker.nanoTime();
    arm();
  }

  /** Octets have been read from the connection, and framed. */
  void octetsArrived() {
    lastActivity = ticker.nanoTime();
    if (progress.isInHead() && !inHead) {
      headBegan = lastActivity;
    }
    inHead = progress.isInHead();
    arm();
  }

  /** Somebody wants more octets. */
  void readRequested() {
    if (!readWanted) {
      readWanted = true;
      if (progress.isInBody()) {
        // the pause until now was our own
        lastActivity = ticker.nanoTime();
        arm();
      }
    }
  }

  /** The octets that somebody wanted have been read. */
  void readCompleted() {
    readWanted = ctx != null && ctx.channel().config().isAutoRead();
  }

  /** A request has been passed on, to be answered. */
  void requestBegan() {
    unanswered++;
  }

  /** An answer has left. */
  void answered() {
    if (--unanswered == 0) {
      lastActivity = ticker.nanoTime();
      headBegan = lastActivity;
      arm();
    }
  }

  /** Stops for good. */
  void stop() {
    stopped = true;
    if (task != null) {
      task.cancel(false);
      task = null;
    }
  }

  boolean isStopped() {
    return stopped;
  }

  private void arm() {
    long deadline = deadline();
    if (deadline == NEVER || ctx == null || (task != null && deadline - taskAt >= 0)) {
      return;
    }
    if (task != null) {
      task.cancel(false);
    }
    taskAt = deadline;
    long delay = Math.max(0, deadline - ticker.nanoTime());
    task = ctx.executor().schedule(this::check, delay, TimeUnit.NANOSECONDS);
  }

  private void check() {
    task = null;
    long deadline = deadline();
    if (deadline != NEVER && deadline - ticker.nanoTime() <= 0 && listener != null) {
      listener.overdue(
          progress.isInBody() ? Overdue.BODY : progress.isInHead() ? Overdue.HEAD : Overdue.IDLE);
    } else {
      arm();
    }
  }

  private long deadline() {
    if (stopped) {
      return NEVER;
    }
    if (progress.isInBody()) {
      return readWanted ? lastActivity + idleNanos : NEVER;
    }
    if (unanswered > 0) {
      return NEVER;
    }
    return progress.isInHead() ? headBegan + headNanos : lastActivity + idleNanos;
  }
}
