package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UntakenOctetsTest {

  private final MockTicker ticker = Ticker.newMockTicker();
  private final NarrowSocket socket =
      new NarrowSocket(ticker, new UntakenOctets(TestEdge.LIMITS, ticker));

  @AfterEach
  void close() {
    socket.finishAndReleaseAll();
  }

  private static ByteBuf octets(int count) {
    return Unpooled.buffer(count).writeZero(count);
  }

  @Test
  void closesAConnectionWhoseClientTakesNothing() {
    var written = socket.writeAndFlush(octets(100));
    socket.passTime(Duration.ofSeconds(59));
    assertThat(socket.isOpen()).isTrue();
    socket.passTime(Duration.ofSeconds(16));
    assertThat(socket.isOpen()).isFalse();
    assertThat(written.isSuccess()).isFalse();
  }

  @Test
  void closesItAlsoWhereMoreIsWrittenAllTheTime() {
    for (int second = 0; second < 75; second++) {
      var _ = socket.writeAndFlush(octets(100));
      socket.passTime(Duration.ofSeconds(1));
    }
    assertThat(socket.isOpen()).isFalse();
  }

  @Test
  void aClientMayBeAsSlowAsItLikes() {
    var written = socket.writeAndFlush(octets(100));
    for (int i = 0; i < 100; i++) {
      socket.passTime(Duration.ofSeconds(50));
      socket.take(1);
    }
    assertThat(written.isSuccess()).isTrue();
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void aConnectionForWhichNothingWaitsMayBeSilent() {
    socket.passTime(Duration.ofHours(1));
    socket.take(10);
    assertThat(socket.writeAndFlush(octets(10)).isSuccess()).isTrue();
    socket.passTime(Duration.ofHours(1));
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void silenceBeforeOctetsWaitIsNotCounted() {
    socket.passTime(Duration.ofHours(1));
    var _ = socket.writeAndFlush(octets(10));
    socket.passTime(Duration.ofSeconds(59));
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void aBufferThatIsUsedAgainIsNotTakenForOneThatHasNotLeft() {
    ByteBuf pooled = octets(10);
    var _ = socket.writeAndFlush(pooled.retain());
    for (int i = 0; i < 20; i++) {
      socket.passTime(Duration.ofSeconds(15));
      socket.take(10);
      var _ = socket.writeAndFlush(pooled.retain().readerIndex(0));
    }
    assertThat(socket.isOpen()).isTrue();
    pooled.release();
  }
}
