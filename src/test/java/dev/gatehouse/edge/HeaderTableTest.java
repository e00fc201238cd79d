package dev.gatehouse.edge;

import static dev.gatehouse.it.Http2Wire.SETTINGS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.it.Http2Wire;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.util.concurrent.Ticker;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is remembered of the headers of answers. */
class HeaderTableTest {

  private static final int HEADER_TABLE_SIZE = 1;

  private final Http2FrameCodec codec = Http2FrameCodecBuilder.forServer().build();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new FrameGuard(TestEdge.LIMITS, new Farewell(), Ticker.systemTicker()), codec);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  /** Attack: a client that says it remembers gigabytes makes the gateway remember them. */
  @ParameterizedTest
  @CsvSource({"-1, 4096", "65536, 4096", "4096, 4096", "100, 100", "0, 0"})
  void isNoLargerThanAtFirstWhateverTheClientSays(int said, long kept) {
    byte[] setting =
        ByteBuffer.allocate(6).putShort((short) HEADER_TABLE_SIZE).putInt(said).array();
    channel.writeInbound(
        Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ISO_8859_1),
        Unpooled.wrappedBuffer(Http2Wire.octets(SETTINGS, 0, 0, setting)));
    assertThat(codec.encoder().configuration().headersConfiguration().maxHeaderTableSize())
        .isEqualTo(kept);
  }
}
