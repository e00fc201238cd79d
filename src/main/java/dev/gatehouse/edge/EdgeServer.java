package dev.gatehouse.edge;

import dev.gatehouse.request.RequestLog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Ticker;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Puts the edge in front of a Reactor Netty server: what is ambiguous, too large or too slow is
 * answered here and never reaches a handler of the server.
 *
 * <p>HTTP/2 is spoken where TLS negotiates it, or where a connection without TLS begins with its
 * preface. An upgrade from HTTP/1 (withdrawn by RFC 9113, section 3.1) is not offered: proxies in
 * front that pass it on unread would be tunnelled through.
 */
public final class EdgeServer {

  /** How many requests an HTTP/2 connection may have in flight. */
  static final int STREAMS = 100;

  /**
   * How many connections are taken in a turn of an event loop, or the kernel's queue overflows when
   * all clients come at once, as behind a restart: they would wait for seconds.
   */
  private static final int ACCEPTED = 32;

  private static final String UNTAKEN = "gatehouse.untaken";
  private static final String FRAMING = "gatehouse.framing";
  private static final String ANSWERS = "gatehouse.answers";
  private static final String FLUSHES = "gatehouse.flushes";
  private static final String HANDSHAKES = "gatehouse.handshakes";
  private static final String PENDING = "gatehouse.pending";
  private static final String FRAMES = "gatehouse.frames";
  private static final String STREAM = "gatehouse.stream";

  private final EdgeLimits limits;
  private final Answering answering;
  private final Farewell farewell;
  private final Ticker ticker;
  private final AtomicInteger open = new AtomicInteger();

  private EdgeServer(EdgeLimits limits, Answering answering, Farewell farewell, Ticker ticker) {
    this.limits = limits;
    this.answering = answering;
    this.farewell = farewell;
    this.ticker = ticker;
  }

  /** The server with the edge in front, of whose answers nobody takes note. */
  public static HttpServer apply(
      HttpServer server,
      EdgeLimits limits,
      Supplier<EdgeSettings> settings,
      RequestIds requestIds) {
    return apply(
        server, limits, settings, requestIds, _ -> {}, new Farewell(), InstantSource.system());
  }

  /**
   * The server with the edge in front.
   *
   * @param limits what a connection may take; {@code connections} are counted for this server alone
   * @param settings asked for every answer of the edge
   * @param requestIds names the requests that the edge answers
   * @param log is told of them, except of those whose body alone is at fault, which are already
   *     with a handler of the server
   * @param farewell ends the connections when the time has come
   * @param clock the time of day
   */
  public static HttpServer apply(
      HttpServer server,
      EdgeLimits limits,
      Supplier<EdgeSettings> settings,
      RequestIds requestIds,
      RequestLog log,
      Farewell farewell,
      InstantSource clock) {
    var answering = new Answering(settings, requestIds, log, clock);
    var edge = new EdgeServer(limits, answering, farewell, Ticker.systemTicker());
    return server
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new ServerChannelRecvByteBufAllocator()
                .respectMaybeMoreData(false)
                .maxMessagesPerRead(ACCEPTED))
        .httpRequestDecoder(
            spec ->
                spec.maxInitialLineLength(limits.requestLine())
                    .maxHeaderSize(limits.headers())
                    .validateHeaders(true)
                    .allowDuplicateContentLengths(false))
        .http2Settings(
            settings2 ->
                settings2
                    .maxConcurrentStreams(STREAMS)
                    .maxHeaderListSize(StreamHead.largestList(limits)))
        .childObserve(edge::observe)
        .doOnChannelInit((_, channel, _) -> edge.init(channel));
  }

  private void init(Channel channel) {
    if (open.incrementAndGet() > limits.connections()) {
      open.decrementAndGet();
      var _ = channel.close();
      return;
    }
    channel.closeFuture().addListener(_ -> open.decrementAndGet());
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addFirst(UNTAKEN, new UntakenOctets(limits, ticker));
    if (pipeline.get(NettyPipeline.SslReader) != null) {
      pipeline.addAfter(NettyPipeline.SslReader, HANDSHAKES, new HandshakeFailures());
    }
    if (pipeline.get(NettyPipeline.H2CUpgradeHandler) != null) {
      pipeline.addBefore(
          NettyPipeline.H2CUpgradeHandler,
          PENDING,
          new PrefaceHandler(limits, () -> http1WithoutUpgrade(pipeline), () -> http2(pipeline)));
    } else if (pipeline.get(NettyPipeline.H2OrHttp11Codec) != null) {
      pipeline.addAfter(NettyPipeline.H2OrHttp11Codec, PENDING, new OnceNegotiated());
    } else {
      http1(pipeline);
    }
  }

  private void http1(ChannelPipeline pipeline) {
    String codec = pipeline.context(HttpServerCodec.class).name();
    var framing = new RequestFraming(limits.requestLine(), limits.headers());
    var clock = new ConnectionClock(limits, framing, ticker);
    pipeline.replace(codec, codec, readAlready());
    pipeline.addBefore(codec, FRAMING, new FramingHandler(framing, clock));
    pipeline.addBefore(codec, FLUSHES, Flushes.together());
    pipeline.addAfter(codec, ANSWERS, new AnswerHandler(framing, clock, answering));
    farewell.include(pipeline.channel());
  }

  /**
   * Reactor Netty's codec, but for the fields of what {@link RequestFraming} has read to the
   * letter.
   */
  private HttpServerCodec readAlready() {
    return new HttpServerCodec(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLine())
            .setMaxHeaderSize(limits.headers())
            .setAllowDuplicateContentLengths(false)
            .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withValidation(false))
            .setTrailersFactory(DefaultHttpHeadersFactory.trailersFactory().withValidation(false)));
  }

  private void http1WithoutUpgrade(ChannelPipeline pipeline) {
    pipeline.remove(CleartextHttp2ServerUpgradeHandler.class);
    pipeline.remove(HttpServerUpgradeHandler.class);
    http1(pipeline);
  }

  /** Its codec may be yet to come, behind the handler that reads the preface. */
  private void http2(ChannelPipeline pipeline) {
    ChannelHandlerContext codec = pipeline.context(Http2FrameCodec.class);
    pipeline.addBefore(
        codec == null ? NettyPipeline.H2CUpgradeHandler : codec.name(),
        FRAMES,
        new FrameGuard(limits, farewell, ticker));
  }

  /** Every stream of HTTP/2 is a channel of its own, of which Reactor Netty tells nobody else. */
  private void observe(Connection connection, ConnectionObserver.State state) {
    if (state == ConnectionObserver.State.CONNECTED
        && connection.channel() instanceof Http2StreamChannel stream) {
      stream
          .pipeline()
          .addBefore(
              NettyPipeline.H2ToHttp11Codec, STREAM, new StreamHandler(limits, answering, ticker));
    }
  }

  /** Waits for TLS to negotiate the protocol, as the codec is not there before. */
  private final class OnceNegotiated extends ChannelInboundHandlerAdapter {

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent) {
        ChannelPipeline pipeline = ctx.pipeline();
        if (pipeline.context(HttpServerCodec.class) != null) {
          http1(pipeline);
        } else if (pipeline.context(Http2FrameCodec.class) != null) {
          http2(pipeline);
        }
        pipeline.remove(this);
      }
      ctx.fireUserEventTriggered(event);
    }
  }
}
