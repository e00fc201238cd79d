package dev.gatehouse.edge;

import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * How many frames the client of an HTTP/2 connection may send that keep the server busy and carry
 * little: some at once, more as time goes by and with each request, and as many as an honest client
 * has a reason for.
 */
final class FrameAllowance {

  /** The frames of each kind that a connection may send at once. */
  static final int AT_ONCE = 1000;

  /** How many more it may send each second. */
  static final int PER_SECOND = 100;

  /** How many more with each request. */
  private static final int PER_REQUEST = 3;

  /**
   * The octets of answers for which a client may open a window: clients do for a few thousand, each
   * for its stream and for the connection.
   */
  private static final int OCTETS_PER_WINDOW_UPDATE = 512;

  /** The octets that a body's frames need to have; the least message of gRPC has five. */
  static final int OCTETS_PER_DATA_FRAME = 4;

  private final Frames received;
  private final Frames sent;
  private final Ticker ticker;
  private final long began;

  FrameAllowance(Frames received, Frames sent, Ticker ticker) {
    this.received = received;
    this.sent = sent;
    this.ticker = ticker;
    this.began = ticker.nanoTime();
  }

  /**
   * Whether the connection sends more frames without content than it has a reason for
   * (CVE-2019-9512, CVE-2019-9513, CVE-2019-9515), or opens windows for what it is not sent.
   */
  boolean isFlooded() {
    long any = withoutReason();
    // gRPC clients measure the line by a ping for what they receive, once a round trip
    return received.control() > any + sent.headers() + sent.data()
        || received.windowUpdates()
            > any + 2 * sent.data() + sent.dataOctets() / OCTETS_PER_WINDOW_UPDATE;
  }

  /**
   * Whether bodies arrive octet by octet: while nobody reads them each octet is an object, and a
   * window of 64 kB would hold megabytes.
   */
  boolean isDribbled() {
    return received.data() > withoutReason() + received.dataOctets() / OCTETS_PER_DATA_FRAME;
  }

  private long withoutReason() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(ticker.nanoTime() - began);
    return AT_ONCE + PER_SECOND * seconds + PER_REQUEST * received.headers();
  }
}
