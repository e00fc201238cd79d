package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import dev.gatehouse.upstream.UpstreamRequest;
import dev.gatehouse.upstream.UpstreamResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

class UpstreamResponseTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final TestUpstream server = new TestUpstream();
  private final Upstream upstream =
      new Upstream(new UpstreamLimits(LONG, LONG, 5, 5, LONG), null, Schedulers.parallel());

  @AfterEach
  void close() {
    upstream.close();
    server.close();
  }

  private UpstreamResponse ask() {
    server.answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
    var headers = new DefaultHttpHeaders().set("Host", "a");
    return upstream
        .exchange(
            new UpstreamRequest(
                HttpMethod.GET, URI.create(server.uri()), "/", headers, null, LONG, false))
        .block(LONG);
  }

  @Test
  void closesTheConnectionOfABodyThatNobodyReads() throws Exception {
    UpstreamResponse response = ask();
    Channel channel = response.channel();
    response.abandon();
    assertThat(channel.closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Its next user's answer would break off. */
  @Test
  void leavesAConnectionAloneThatIsGivenBackInTheMeantime() throws Exception {
    UpstreamResponse response = ask();
    Channel channel = response.channel();
    response.body().subscribe(ByteBuf::release);
    channel.eventLoop().submit(() -> {}).get();
    var released = new AtomicBoolean();
    channel.eventLoop().execute(() -> spinUntil(released));
    channel.eventLoop().execute(() -> endOfBody(channel));
    response.abandon();
    released.set(true);
    channel.eventLoop().submit(() -> {}).get();
    assertThat(channel.isActive()).isTrue();
  }

  private static void spinUntil(AtomicBoolean released) {
    while (!released.get()) {
      Thread.onSpinWait();
    }
  }

  private static void endOfBody(Channel channel) {
    ChannelHandlerContext decoder = channel.pipeline().context(HttpResponseDecoder.class);
    decoder.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    decoder.fireChannelReadComplete();
  }
}
