package dev.gatehouse.edge;

import static dev.gatehouse.it.Http2Wire.CANCEL;
import static dev.gatehouse.it.Http2Wire.DATA;
import static dev.gatehouse.it.Http2Wire.END_HEADERS;
import static dev.gatehouse.it.Http2Wire.END_STREAM;
import static dev.gatehouse.it.Http2Wire.ENHANCE_YOUR_CALM;
import static dev.gatehouse.it.Http2Wire.GOAWAY;
import static dev.gatehouse.it.Http2Wire.HEADERS;
import static dev.gatehouse.it.Http2Wire.PING;
import static dev.gatehouse.it.Http2Wire.RST_STREAM;
import static dev.gatehouse.it.Http2Wire.SETTINGS;
import static dev.gatehouse.it.Http2Wire.WINDOW_UPDATE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.it.Http2Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/2 that take nothing of their answers, without a network. */
class FrameGuardTest {

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int INITIAL_WINDOW = 4;
  private static final int PLENTY = 1 << 20;

  private final MockTicker ticker = Ticker.newMockTicker();
  private final List<Channel> streams = new ArrayList<>();
  private final Sent sent = new Sent();
  private final NarrowSocket socket =
      new NarrowSocket(
          ticker,
          sent,
          new FrameGuard(TestEdge.LIMITS, new Farewell(), ticker),
          Http2FrameCodecBuilder.forServer().build(),
          new Http2MultiplexHandler(new Application()));

  @AfterEach
  void close() {
    socket.finishAndReleaseAll();
  }

  private void begin(int window) {
    socket.take(Integer.MAX_VALUE);
    send(PREFACE.getBytes(ISO_8859_1));
    settings(window);
  }

  private void send(byte... octets) {
    if (socket.isOpen()) {
      socket.writeInbound(Unpooled.wrappedBuffer(octets));
    }
  }

  private void settings(int window) {
    byte[] setting = ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW).putInt(window).array();
    send(Http2Wire.octets(SETTINGS, 0, 0, setting));
  }

  private void openWindow(int stream, int octets) {
    byte[] increment = ByteBuffer.allocate(4).putInt(octets).array();
    send(Http2Wire.octets(WINDOW_UPDATE, 0, stream, increment));
  }

  private void ping() {
    send(Http2Wire.octets(PING, 0, 0, new byte[8]));
  }

  /**
   * A request on the stream, of whose answer so many octets are there; Netty takes the first stream
   * for an upgrade where there is no server.
   */
  private Channel answered(int stream, int octets) {
    String[] get = {":method", "GET", ":scheme", "http", ":authority", "gw.test", ":path", "/"};
    send(Http2Wire.octets(HEADERS, END_HEADERS | END_STREAM, stream, Http2Wire.block(get)));
    Channel opened = streams.getLast();
    var _ =
        opened.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200"), false));
    data(opened, octets);
    return opened;
  }

  private static void data(Channel stream, int octets) {
    ByteBuf content = Unpooled.buffer(Math.max(1, octets)).writeZero(octets);
    var _ = stream.writeAndFlush(new DefaultHttp2DataFrame(content, false));
  }

  private void passTime(int seconds) {
    socket.passTime(Duration.ofSeconds(seconds));
  }

  @Test
  void cutsAnAnswerOfWhichTheClientTakesNothing() {
    begin(0);
    Channel stream = answered(3, 100);
    passTime(59);
    assertThat(stream.isOpen()).isTrue();
    passTime(16);
    assertThat(sent.errors(RST_STREAM)).containsExactly(CANCEL);
    assertThat(stream.isOpen()).isFalse();
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void cutsEachAnswerWhereTheConnectionsWindowStaysShut() {
    begin(PLENTY);
    Channel one = answered(3, PLENTY);
    Channel other = answered(5, PLENTY);
    passTime(90);
    assertThat(sent.errors(RST_STREAM)).containsExactly(CANCEL, CANCEL);
    assertThat(one.isOpen() || other.isOpen()).isFalse();
  }

  @Test
  void anAnswerThatIsWaitedForAndASilentStreamAreNotCut() {
    begin(PLENTY);
    Channel silent = answered(3, 100);
    settings(0);
    Channel waitedFor = answered(5, 0);
    passTime(3600);
    assertThat(silent.isOpen() && waitedFor.isOpen()).isTrue();
    data(waitedFor, 100);
    passTime(59);
    assertThat(waitedFor.isOpen()).isTrue();
  }

  @Test
  void aClientMayTakeAnOctetAtATime() {
    begin(0);
    Channel stream = answered(3, 100);
    for (int i = 0; i < 20; i++) {
      passTime(50);
      openWindow(3, 1);
    }
    assertThat(stream.isOpen()).isTrue();
  }

  @Test
  void aStreamMayWaitForOthersOfItsConnection() {
    begin(PLENTY);
    Channel one = answered(3, PLENTY);
    Channel other = answered(5, PLENTY);
    for (int i = 0; i < 20; i++) {
      passTime(50);
      openWindow(0, 1);
    }
    assertThat(one.isOpen() && other.isOpen()).isTrue();
  }

  @Test
  void aWindowThatMovesBelowZeroTakesNothing() {
    begin(10);
    Channel stream = answered(3, 100);
    for (int i = 0; i < 38; i++) {
      settings(i % 2);
      passTime(2);
    }
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void allowsAPingForEachFrameOfAnAnswer() {
    begin(PLENTY);
    openWindow(0, PLENTY);
    Channel stream = answered(3, 1);
    for (int i = 0; i < FrameAllowance.AT_ONCE * 3; i++) {
      data(stream, 1);
      ping();
    }
    assertThat(sent.errors(GOAWAY)).isEmpty();
    for (int i = 0; i < FrameAllowance.AT_ONCE * 3; i++) {
      ping();
    }
    assertThat(sent.errors(GOAWAY)).containsExactly(ENHANCE_YOUR_CALM);
  }

  @Test
  void closesAConnectionWhoseClientDoesNotTakeTheGoodbye() {
    send(PREFACE.getBytes(ISO_8859_1));
    settings(PLENTY);
    for (int i = 0; i < FrameAllowance.AT_ONCE * 2; i++) {
      ping();
    }
    assertThat(socket.isOpen()).isTrue();
    passTime(2);
    assertThat(socket.isOpen()).isFalse();
  }

  @Test
  void allowsTwoWindowUpdatesForEachFrameOfAnAnswerAndForEachKilobyte() {
    begin(PLENTY);
    openWindow(0, PLENTY);
    Channel stream = answered(3, 1);
    for (int i = 0; i < FrameAllowance.AT_ONCE * 2; i++) {
      data(stream, 1);
      openWindow(3, 1);
      openWindow(0, 1);
    }
    for (int i = 0; i < 100; i++) {
      data(stream, 8000);
      for (int j = 0; j < 8; j++) {
        openWindow(3, 1000);
        openWindow(0, 1000);
      }
    }
    assertThat(sent.errors(GOAWAY)).isEmpty();
    for (int i = 0; i < FrameAllowance.AT_ONCE * 5; i++) {
      openWindow(0, 1);
    }
    assertThat(sent.errors(GOAWAY)).containsExactly(ENHANCE_YOUR_CALM);
  }

  /** Attack: nobody reads the body yet, so that each octet that waits is an object. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "3", "100", "4001"})
  void resetsABodyThatComesOctetByOctetAndNoOther(String lengths) {
    begin(PLENTY);
    Channel dribbling = posted(3);
    Channel other = posted(5);
    for (int i = 0; i < FrameAllowance.AT_ONCE * 10 && dribbling.isOpen(); i++) {
      body(3, lengths.charAt(i % lengths.length()) - '0');
    }
    assertThat(sent.errors(RST_STREAM)).containsExactly(ENHANCE_YOUR_CALM);
    assertThat(dribbling.isOpen()).isFalse();
    for (int i = 0; i < 10; i++) {
      body(5, 100);
    }
    assertThat(other.isOpen() && socket.isOpen()).isTrue();
  }

  @Test
  void allowsAsManyOfTheSmallestMessagesAsThereAre() {
    begin(PLENTY);
    Channel stream = posted(3);
    for (int i = 0; i < FrameAllowance.AT_ONCE * 10; i++) {
      body(3, 5);
    }
    assertThat(stream.isOpen()).isTrue();
  }

  @Test
  void allowsOctetAfterOctetAsTimeGoesBy() {
    begin(PLENTY);
    Channel stream = posted(3);
    for (int i = 0; i < 60; i++) {
      for (int j = 0; j < FrameAllowance.PER_SECOND; j++) {
        body(3, 1);
      }
      passTime(1);
    }
    assertThat(stream.isOpen()).isTrue();
  }

  private Channel posted(int stream) {
    String[] post = {":method", "POST", ":scheme", "http", ":authority", "gw.test", ":path", "/"};
    send(Http2Wire.octets(HEADERS, END_HEADERS, stream, Http2Wire.block(post)));
    return streams.getLast();
  }

  private void body(int stream, int octets) {
    send(Http2Wire.octets(DATA, 0, stream, new byte[octets]));
  }

  /** Opens streams and answers nothing by itself. */
  @ChannelHandler.Sharable
  private final class Application extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (msg instanceof Http2HeadersFrame) {
        streams.add(ctx.channel());
      }
      ReferenceCountUtil.release(msg);
    }
  }
}
