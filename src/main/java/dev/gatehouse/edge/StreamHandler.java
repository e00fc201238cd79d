package dev.gatehouse.edge;

import dev.gatehouse.errors.Fault;
import dev.gatehouse.request.HeaderField;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Ticker;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the door of an HTTP/2 stream as {@link AnswerHandler} does at that of an HTTP/1
 * connection: lets an unambiguous request through, as one of HTTP/1.1, and answers another itself.
 */
final class StreamHandler extends ChannelDuplexHandler implements RequestProgress {

  private final EdgeLimits limits;
  private final Answering answering;
  private final ConnectionClock clock;
  private boolean begun;
  private boolean inBody;
  private boolean responding;
  private boolean answered;
  private boolean finished;

  StreamHandler(EdgeLimits limits, Answering answering, Ticker ticker) {
    this.limits = limits;
    this.answering = answering;
    this.clock = new ConnectionClock(limits, this, ticker);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    EdgeMark.set(ctx.channel());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    EdgeMark.remove(ctx.channel());
    clock.stop();
  }

  /** It arrives whole. */
  @Override
  public boolean isInHead() {
    return false;
  }

  @Override
  public boolean isInBody() {
    return inBody;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    switch (msg) {
      case Http2HeadersFrame head when !begun -> begin(ctx, head);
      // the contract drops trailers (section 3), as nobody has judged them
      case Http2HeadersFrame _ -> end(ctx);
      case Http2DataFrame data -> body(ctx, data);
      default -> ctx.fireChannelRead(msg);
    }
  }

  private void begin(ChannelHandlerContext ctx, Http2HeadersFrame head) {
    begun = true;
    inBody = !head.isEndStream();
    switch (StreamHead.read(head.headers(), head.isEndStream(), limits)) {
      case StreamHead.Outcome.Clear(HttpRequest request) -> {
        if (inBody) {
          clock.start(ctx, _ -> overdue(ctx));
          clock.requestBegan();
        }
        ctx.fireChannelRead(request);
        if (!inBody) {
          ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
      }
      case StreamHead.Outcome.Refused refused -> {
        AddressRanges trusted = answering.settings().get().trustedProxies();
        RequestIds ids = answering.requestIds();
        HttpRequest request = refused.request();
        RefusedRequest known =
            request == null
                ? RefusedRequest.unreadable(ctx.channel(), ids)
                : RefusedRequest.of(ctx.channel(), request, trusted, ids);
        Instant now = answering.clock().instant();
        var answer = OwnAnswer.of(answering, known, refused.fault(), refused.detail());
        answer(ctx, answer, refused.headRequest());
        answer.log(answering, now);
      }
    }
  }

  private void body(ChannelHandlerContext ctx, Http2DataFrame data) {
    inBody = inBody && !data.isEndStream();
    if (finished) {
      ReferenceCountUtil.release(data);
      return;
    }
    if (data.content().isReadable()) {
      clock.octetsArrived();
    }
    ctx.fireChannelRead(data);
  }

  private void end(ChannelHandlerContext ctx) {
    inBody = false;
    if (!finished) {
      ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    clock.readCompleted();
    ctx.fireChannelReadComplete();
    if (finished && inBody) {
      // nobody else asks for what still comes, which is dropped until it ends or is cut off
      ctx.read();
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    clock.readRequested();
    ctx.read();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    clock.stop();
    ctx.fireChannelInactive();
  }

  /** Netty tells of what is malformed, and leaves the stream to us. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2Exception malformed) {
      cut(ctx, malformed.error());
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** The body has paused for too long; whoever handles the request takes note. */
  private void overdue(ChannelHandlerContext ctx) {
    if (responding) {
      cut(ctx, Http2Error.CANCEL);
      return;
    }
    RefusedRequest request = RefusedRequest.unreadable(ctx.channel(), answering.requestIds());
    answer(ctx, OwnAnswer.of(answering, request, Fault.REQUEST_TIMEOUT, null), false);
  }

  private void answer(ChannelHandlerContext ctx, OwnAnswer own, boolean head) {
    finished = true;
    clock.stop();
    byte[] body = own.answer().bytes();
    Http2Headers headers = new DefaultHttp2Headers().status("" + own.answer().status());
    for (HeaderField field : own.answer().headers()) {
      headers.add(AsciiString.of(field.name()).toLowerCase(), field.value());
    }
    headers
        .set(AsciiString.of(RequestIds.HEADER).toLowerCase(), own.request().requestId())
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    var sent = ctx.writeAndFlush(new DefaultHttp2HeadersFrame(headers, head));
    if (!head) {
      sent = ctx.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true));
    }
    sent.addListener(_ -> answered(ctx));
  }

  /** What is left of the request may still come for a while; nobody wants it. */
  private void answered(ChannelHandlerContext ctx) {
    answered = true;
    clock.stop();
    if (inBody && ctx.channel().isActive()) {
      ctx.read();
      var cutting =
          ctx.executor()
              .schedule(
                  () -> cut(ctx, Http2Error.NO_ERROR),
                  LastWords.LINGER_MILLIS,
                  TimeUnit.MILLISECONDS);
      ctx.channel().closeFuture().addListener(_ -> cutting.cancel(false));
    }
  }

  private void cut(ChannelHandlerContext ctx, Http2Error error) {
    finished = true;
    clock.stop();
    if (ctx.channel().isActive() && (inBody || !answered)) {
      var _ = ctx.writeAndFlush(new DefaultHttp2ResetFrame(error));
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (finished) {
      ReferenceCountUtil.release(msg);
      promise.tryFailure(new ClosedChannelException());
      return;
    }
    boolean last =
        switch (msg) {
          case Http2HeadersFrame head -> {
            responding = responding || !isInterim(head.headers().status());
            yield head.isEndStream();
          }
          case Http2DataFrame data -> data.isEndStream();
          default -> false;
        };
    if (last) {
      ctx.write(msg, promise.unvoid()).addListener(_ -> answered(ctx));
    } else {
      var _ = ctx.write(msg, promise);
    }
  }

  private static boolean isInterim(@Nullable CharSequence status) {
    return status != null && !status.isEmpty() && status.charAt(0) == '1';
  }

  /** A stream whose answer is whole is not cancelled, or clients might not believe the answer. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (answered && inBody) {
      cut(ctx, Http2Error.NO_ERROR);
    }
    var _ = ctx.close(promise);
  }
}
