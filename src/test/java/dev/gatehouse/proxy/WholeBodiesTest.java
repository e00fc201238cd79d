package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WholeBodiesTest {

  private final Reader reader = new Reader();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new HttpClientCodec(), new WholeBodies(), reader);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void keepsABodyThatComesWithItsHead() {
    ask(HttpMethod.GET);
    receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(reader.wholes).containsExactly("hello");
    assertThat(reader.streamed).isEmpty();
    assertThat(reader.ended).isEqualTo(1);
  }

  @Test
  void streamsABodyOfWhichMoreIsToCome() {
    ask(HttpMethod.GET);
    receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
    assertThat(reader.wholes).containsExactly((String) null);
    receive("lo");
    assertThat(reader.streamed.toString()).isEqualTo("hello");
    assertThat(reader.ended).isEqualTo(1);
  }

  @Test
  void passesAHeadWhoseBodyIsStillToCome() {
    ask(HttpMethod.GET);
    receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    assertThat(reader.wholes).containsExactly((String) null);
    receive("hello");
    assertThat(reader.streamed.toString()).isEqualTo("hello");
  }

  @Test
  void passesAHeadWhoseUpstreamHasGone() {
    ask(HttpMethod.GET);
    receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    channel.pipeline().fireChannelInactive();
    assertThat(reader.wholes).hasSize(1);
    assertThat(reader.streamed).isEmpty();
  }

  @Test
  void streamsWhatIsChunkedOrLarge() {
    ask(HttpMethod.GET);
    receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    ask(HttpMethod.GET);
    receive("HTTP/1.1 200 OK\r\nContent-Length: 8193\r\n\r\n" + "x".repeat(8193));
    assertThat(reader.wholes).containsExactly(null, null);
    assertThat(reader.streamed.toString()).isEqualTo("hello" + "x".repeat(8193));
  }

  @Test
  void keepsTheLongestBodyThatNettyGivesInOne() {
    ask(HttpMethod.GET);
    receive("HTTP/1.1 200 OK\r\nContent-Length: 8192\r\n\r\n" + "x".repeat(8192));
    assertThat(reader.wholes).containsExactly("x".repeat(8192));
    assertThat(reader.streamed).isEmpty();
  }

  @Test
  void knowsThatAnAnswerToHeadHasNoBody() {
    ask(HttpMethod.HEAD);
    receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    assertThat(reader.wholes).containsExactly((String) null);
    assertThat(reader.ended).isEqualTo(1);
  }

  @Test
  void givesNobodyTheBodyOfAnotherResponse() {
    reader.deaf = true;
    ask(HttpMethod.GET);
    receive("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
    reader.deaf = false;
    ask(HttpMethod.GET);
    receive("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
    receive("public");
    assertThat(reader.wholes).containsExactly((String) null);
    assertThat(reader.streamed.toString()).isEqualTo("public");
  }

  private void ask(HttpMethod method) {
    channel.writeOutbound(
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            method,
            "/",
            Unpooled.EMPTY_BUFFER,
            new DefaultHttpHeaders(),
            new DefaultHttpHeaders()));
    channel.releaseOutbound();
  }

  private void receive(String octets) {
    channel.writeInbound(Unpooled.copiedBuffer(octets, StandardCharsets.ISO_8859_1));
  }

  /** Asks for the whole body with each head, as an exchange does. */
  private static final class Reader extends ChannelInboundHandlerAdapter {

    private final List<String> wholes = new ArrayList<>();
    private final StringBuilder streamed = new StringBuilder();
    private int ended;
    private boolean deaf;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpResponse head && !deaf) {
        ByteBuf whole = WholeBodies.of(context.channel(), head.headers());
        wholes.add(whole == null ? null : whole.toString(StandardCharsets.ISO_8859_1));
      }
      if (message instanceof HttpContent content) {
        streamed.append(content.content().toString(StandardCharsets.ISO_8859_1));
        content.release();
      }
      if (message instanceof LastHttpContent) {
        ended++;
      }
    }
  }
}
