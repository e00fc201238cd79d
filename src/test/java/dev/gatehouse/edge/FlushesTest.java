package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlushesTest {

  private final WireChannel wire = new WireChannel();

  @BeforeEach
  void ask() {
    wire.holdAnswersBack();
    wire.send("GET / HTTP/1.1\r\nHost: gw.test\r\n\r\n");
  }

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void sendsAHeadWithTheBodyThatFollowsIt() {
    assertThat(write(head("5")).isSuccess()).isTrue();
    assertThat(wire.answers()).isEmpty();
    ByteBuf body = Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII);
    ChannelFuture written = write(new DefaultLastHttpContent(body));
    wire.channel.runPendingTasks();
    assertThat(written.isSuccess()).isTrue();
    assertThat(wire.answers()).endsWith("\r\n\r\nhello");
  }

  @Test
  void sendsAHeadWhoseBodyIsStillToCome() {
    var _ = write(head("5"));
    wire.channel.runPendingTasks();
    assertThat(wire.answers()).endsWith("Content-Length: 5\r\n\r\n");
  }

  @Test
  void closesAConnectionWhoseHeadCannotBeWritten() {
    wire.channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                promise.setFailure(new IOException("the network is down"));
              }
            });
    var _ = write(head("5"));
    wire.channel.runPendingTasks();
    assertThat(wire.isOpen()).isFalse();
  }

  private ChannelFuture write(Object message) {
    return wire.channel.pipeline().lastContext().writeAndFlush(message);
  }

  private static HttpResponse head(String length) {
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set("Content-Length", length);
    return head;
  }
}
