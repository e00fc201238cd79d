package dev.gatehouse.edge;

import dev.gatehouse.errors.ErrorFormat;
import dev.gatehouse.request.AnsweredRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection to the edge without a network: what a client sends goes in, what it would receive
 * comes out, and the requests that reach the application are kept.
 */
final class WireChannel implements AutoCloseable {

  /** A request that reached the application, whole. */
  record Received(String method, String target, int body) {}

  static final EdgeLimits LIMITS =
      new EdgeLimits(20 * 1024, 32 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60), 100);

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  final List<Received> received = new ArrayList<>();
  final List<AnsweredRequest> logged = new ArrayList<>();
  final MockTicker ticker = Ticker.newMockTicker();
  final EmbeddedChannel channel;

  private final StringBuilder answers = new StringBuilder();
  private final Deque<Integer> heldBack = new ArrayDeque<>();
  private boolean answersAtOnce = true;
  private HttpResponseStatus status = HttpResponseStatus.OK;

  WireChannel() {
    this(LIMITS, ErrorFormat.PROBLEM);
  }

  WireChannel(EdgeLimits limits, ErrorFormat format) {
    var random = new SplittableRandom(1);
    var settings = new EdgeSettings(format, AddressRanges.NONE);
    var answering =
        new Answering(
            () -> settings, new RequestIds(() -> random), logged::add, () -> Instant.EPOCH);
    var framing = new RequestFraming(limits.requestLine(), limits.headers());
    var clock = new ConnectionClock(limits, framing, ticker);
    channel =
        EmbeddedChannel.builder()
            .ticker(ticker)
            .handlers(
                new FramingHandler(framing, clock),
                Flushes.together(),
                new HttpServerCodec(limits.requestLine(), limits.headers(), 8192),
                new AnswerHandler(framing, clock, answering),
                new Application())
            .build();
  }

  /** From now on requests are answered only by {@link #answerNext()}. */
  void holdAnswersBack() {
    answersAtOnce = false;
  }

  /** The next request is answered with 101. */
  void upgradeNext() {
    status = HttpResponseStatus.SWITCHING_PROTOCOLS;
  }

  void answerNext() {
    heldBack.remove();
    respond(channel.pipeline().lastContext());
    channel.runPendingTasks();
  }

  void send(String octets) {
    send(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] octets) {
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.copiedBuffer(octets));
    }
  }

  void passTime(Duration time) {
    ticker.advance(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** All that the client has received so far. */
  String answers() {
    for (Object message; (message = channel.readOutbound()) != null; ) {
      answers.append(((ByteBuf) message).toString(StandardCharsets.ISO_8859_1));
      ReferenceCountUtil.release(message);
    }
    return answers.toString();
  }

  /** The statuses of all final answers so far. */
  List<Integer> statuses() {
    List<Integer> statuses = new ArrayList<>();
    Matcher matcher = STATUS_LINE.matcher(answers());
    while (matcher.find()) {
      int code = Integer.parseInt(matcher.group(1));
      if (code >= 200) {
        statuses.add(code);
      }
    }
    return statuses;
  }

  @Override
  public void close() {
    answers();
    channel.finishAndReleaseAll();
  }

  private void respond(ChannelHandlerContext ctx) {
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
    response.headers().set("Content-Length", 0);
    var _ = ctx.writeAndFlush(response);
  }

  private final class Application extends ChannelInboundHandlerAdapter {

    private HttpRequest request;
    private int body;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (msg instanceof HttpRequest head && head.decoderResult().isSuccess()) {
        request = head;
        body = 0;
      }
      if (msg instanceof HttpContent content) {
        body += content.content().readableBytes();
      }
      if (msg instanceof LastHttpContent last) {
        if (!last.trailingHeaders().isEmpty()) {
          throw new AssertionError("a trailer came through");
        }
        received.add(new Received(request.method().name(), request.uri(), body));
        heldBack.add(received.size());
        if (answersAtOnce) {
          heldBack.remove();
          respond(ctx);
        }
      }
      ReferenceCountUtil.release(msg);
    }
  }
}
