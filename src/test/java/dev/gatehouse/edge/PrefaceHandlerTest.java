package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefaceHandlerTest {

  private final MockTicker ticker = Ticker.newMockTicker();
  private final List<String> spoken = new ArrayList<>();
  private final NarrowSocket socket =
      new NarrowSocket(
          ticker,
          new PrefaceHandler(
              TestEdge.LIMITS, () -> spoken.add("HTTP/1"), () -> spoken.add("HTTP/2")));

  @AfterEach
  void close() {
    socket.finishAndReleaseAll();
  }

  private void send(String octets) {
    ByteBuf sent = Unpooled.copiedBuffer(octets, StandardCharsets.ISO_8859_1);
    socket.writeInbound(sent);
  }

  private void passTime(int seconds) {
    socket.passTime(Duration.ofSeconds(seconds));
  }

  @Test
  void closesAPrefaceThatDoesNotEnd() {
    passTime(50);
    send("P");
    passTime(9);
    send("R");
    assertThat(socket.isOpen()).isTrue();
    passTime(1);
    assertThat(socket.isOpen()).isFalse();
    assertThat(spoken).isEmpty();
  }

  @Test
  void closesAConnectionThatSaysNothing() {
    passTime(59);
    assertThat(socket.isOpen()).isTrue();
    passTime(1);
    assertThat(socket.isOpen()).isFalse();
  }

  @Test
  void leavesAloneWhatIsOneOrTheOther() {
    send("P");
    send("OST");
    passTime(3600);
    assertThat(spoken).containsExactly("HTTP/1");
    assertThat(socket.isOpen()).isTrue();
  }
}
