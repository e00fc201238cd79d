package dev.gatehouse.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A connection whose client takes as many octets as it is told to, and none at first. */
final class NarrowSocket extends EmbeddedChannel {

  private final MockTicker ticker;
  private int room;

  NarrowSocket(MockTicker ticker, ChannelHandler... handlers) {
    super(EmbeddedChannel.builder().ticker(ticker).handlers(handlers));
    this.ticker = ticker;
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer waiting) {
    while (waiting.current() instanceof ByteBuf octets) {
      int taken = Math.min(room, octets.readableBytes());
      if (!octets.isReadable()) {
        waiting.remove();
      } else if (taken > 0) {
        room -= taken;
        waiting.removeBytes(taken);
      } else {
        return;
      }
    }
  }

  void take(int octets) {
    room += octets;
    flush();
  }

  /** Passes time second by second. */
  void passTime(Duration time) {
    for (int second = 0; second < time.toSeconds(); second++) {
      ticker.advance(1, TimeUnit.SECONDS);
      runScheduledPendingTasks();
      runPendingTasks();
    }
  }
}
