package dev.gatehouse.edge;

import dev.gatehouse.request.RequestLog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Ticker;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Puts the edge in front of a Reactor Netty server: what is ambiguous, too large or too slow is
 * answered here and never reaches a handler of the server.
 *
 * <p>HTTP/1 alone is guarded by the wire; HTTP/2 has no such framing, so requests that come by it
 * have to be judged with {@link RequestGuard} by whoever handles them.
 */
public final class EdgeServer {

  private static final String FRAMING = "gatehouse.framing";
  private static final String ANSWERS = "gatehouse.answers";
  private static final String FLUSHES = "gatehouse.flushes";
  private static final String PENDING = "gatehouse.pending";

  private final EdgeLimits limits;
  private final Answering answering;
  private final Ticker ticker;
  private final Farewell farewell;
  private final AtomicInteger open = new AtomicInteger();

  private EdgeServer(EdgeLimits limits, Answering answering, Ticker ticker, Farewell farewell) {
    this.limits = limits;
    this.answering = answering;
    this.ticker = ticker;
    this.farewell = farewell;
  }

  /** The server with the edge in front, of whose answers nobody takes note. */
  public static HttpServer apply(
      HttpServer server,
      EdgeLimits limits,
      Supplier<EdgeSettings> settings,
      RequestIds requestIds) {
    return apply(
        server, limits, settings, requestIds, _ -> {}, InstantSource.system(), new Farewell());
  }

  /**
   * The server with the edge in front.
   *
   * @param limits what a connection may take; {@code connections} are counted for this server alone
   * @param settings asked for every answer of the edge
   * @param requestIds names the requests that the edge answers
   * @param log is told of them, except of those whose body alone is at fault, which are already
   *     with a handler of the server
   * @param clock the time of day
   * @param farewell ends the connections when the time has come
   */
  public static HttpServer apply(
      HttpServer server,
      EdgeLimits limits,
      Supplier<EdgeSettings> settings,
      RequestIds requestIds,
      RequestLog log,
      InstantSource clock,
      Farewell farewell) {
    var answering = new Answering(settings, requestIds, log, clock);
    var edge = new EdgeServer(limits, answering, Ticker.systemTicker(), farewell);
    return server
        .httpRequestDecoder(
            spec ->
                spec.maxInitialLineLength(limits.requestLine())
                    .maxHeaderSize(limits.headers())
                    .validateHeaders(true)
                    .allowDuplicateContentLengths(false))
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
    if (pipeline.context(HttpServerCodec.class) != null) {
      install(pipeline);
    } else if (pipeline.get(NettyPipeline.H2OrHttp11Codec) != null) {
      pipeline.addAfter(NettyPipeline.H2OrHttp11Codec, PENDING, new OnceNegotiated());
    }
  }

  private void install(ChannelPipeline pipeline) {
    boolean http2Possible = pipeline.get(NettyPipeline.H2CUpgradeHandler) != null;
    String codec = pipeline.context(HttpServerCodec.class).name();
    var framing = new RequestFraming(limits.requestLine(), limits.headers(), http2Possible);
    var clock = new ConnectionClock(limits, framing, ticker);
    pipeline.addBefore(
        http2Possible ? NettyPipeline.H2CUpgradeHandler : codec,
        FRAMING,
        new FramingHandler(framing, clock));
    pipeline.addBefore(codec, FLUSHES, Flushes.together());
    pipeline.addAfter(codec, ANSWERS, new AnswerHandler(framing, clock, answering));
    farewell.include(pipeline.channel());
  }

  /** Waits for TLS to negotiate the protocol, as the codec is not there before. */
  private final class OnceNegotiated extends ChannelInboundHandlerAdapter {

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent) {
        ChannelPipeline pipeline = ctx.pipeline();
        if (pipeline.context(HttpServerCodec.class) != null) {
          install(pipeline);
        }
        pipeline.remove(this);
      }
      ctx.fireUserEventTriggered(event);
    }
  }
}
