package dev.gatehouse.edge;

import io.netty.channel.ChannelHandler;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * When what is written goes to the socket: once in each turn of the event loop, behind all that was
 * read in it. A response's head and body leave together, and peers that sleep are woken once for
 * many messages instead of once for each, which is most of what sending costs.
 */
public final class Flushes {

  /** Flushes of one connection that wait for the turn's end at most. */
  private static final int MOST = 256;

  private Flushes() {}

  /** A handler that flushes once a turn; it stands in front of the HTTP codec. */
  public static ChannelHandler together() {
    return new FlushConsolidationHandler(MOST, true);
  }
}
