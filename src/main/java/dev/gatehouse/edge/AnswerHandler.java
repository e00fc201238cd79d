package dev.gatehouse.edge;

import dev.gatehouse.errors.Answer;
import dev.gatehouse.errors.Fault;
import dev.gatehouse.request.HeaderField;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the HTTP codec, lets unambiguous requests through, and answers the others itself:
 * after the answers to the requests in front of them, as the connection's last words.
 */
final class AnswerHandler extends ChannelDuplexHandler {

  private final RequestFraming framing;
  private final ConnectionClock clock;
  private final Answering answering;

  private @Nullable Violation violation;
  private @Nullable RefusedRequest refused;
  private Instant refusedAt = Instant.EPOCH;
  private long requests;
  private long answers;
  private boolean responding;
  private boolean informational;
  private boolean closing;
  private boolean finished;

  AnswerHandler(RequestFraming framing, ConnectionClock clock, Answering answering) {
    this.framing = framing;
    this.clock = clock;
    this.answering = answering;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    EdgeMark.set(ctx.channel());
    clock.start(ctx, what -> overdue(ctx, what));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    clock.stop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    EdgeMark.remove(ctx.channel());
    clock.stop();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (framing.isOpaque()) {
      ctx.fireChannelRead(msg);
    } else if (violation != null) {
      ReferenceCountUtil.release(msg);
    } else if (msg instanceof Violation found) {
      refuse(ctx, found);
    } else if (msg instanceof DecoderResultProvider part && part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(msg);
      refuse(ctx, undecodable(part.decoderResult(), !(msg instanceof HttpRequest)));
    } else if (msg instanceof HttpRequest request) {
      judge(ctx, request);
    } else {
      if (msg instanceof LastHttpContent last && !last.trailingHeaders().isEmpty()) {
        // the contract drops them (section 3), as nobody has judged them
        last.trailingHeaders().clear();
      }
      ctx.fireChannelRead(msg);
    }
  }

  private void judge(ChannelHandlerContext ctx, HttpRequest request) {
    var verdict =
        RequestGuard.judge(
            request.method().name(), request.uri(), request.headers().getAll(HttpHeaderNames.HOST));
    switch (verdict) {
      case RequestGuard.Verdict.Clear(String target) -> {
        if (!target.equals(request.uri())) {
          request.setUri(target);
        }
        requests++;
        clock.requestBegan();
        ctx.fireChannelRead(request);
      }
      case RequestGuard.Verdict.Ambiguous(String detail) -> {
        boolean head = request.method().name().equals("HEAD");
        AddressRanges trusted = answering.settings().get().trustedProxies();
        refused = RefusedRequest.of(ctx.channel(), request, trusted, answering.requestIds());
        ReferenceCountUtil.release(request);
        refuse(ctx, new Violation(Fault.REQUEST_REJECTED, detail, false, head));
      }
    }
  }

  private static Violation undecodable(DecoderResult result, boolean begun) {
    Fault fault =
        switch (result.cause()) {
          case TooLongHttpLineException _ -> Fault.REQUEST_LINE_TOO_LONG;
          case TooLongHttpHeaderException _ -> Fault.HEADERS_TOO_LARGE;
          default -> Fault.REQUEST_REJECTED;
        };
    return new Violation(fault, fault.detail(), begun, false);
  }

  private void overdue(ChannelHandlerContext ctx, ConnectionClock.Overdue what) {
    switch (what) {
      case IDLE -> {
        var _ = ctx.close();
      }
      case HEAD, BODY -> {
        boolean begun = what == ConnectionClock.Overdue.BODY;
        Fault fault = Fault.REQUEST_TIMEOUT;
        refuse(ctx, new Violation(fault, fault.detail(), begun, false));
      }
    }
  }

  private void refuse(ChannelHandlerContext ctx, Violation found) {
    violation = found;
    refusedAt = answering.clock().instant();
    clock.stop();
    answerWhenDue(ctx, found);
  }

  private void answerWhenDue(ChannelHandlerContext ctx, Violation due) {
    long before = due.begun() ? requests - 1 : requests;
    if (answers < before || finished) {
      return;
    }
    finished = true;
    if (closing && !responding) {
      // the answer in front has said that the connection closes behind it, and it does
      return;
    }
    if (responding) {
      // all that can still be said is that it doesn't end well
      Cutoff.cut(ctx.channel());
      return;
    }
    if (answers > before) {
      var _ = ctx.close();
      return;
    }
    RefusedRequest request =
        refused == null
            ? RefusedRequest.unreadable(ctx.channel(), answering.requestIds())
            : refused;
    OwnAnswer own = OwnAnswer.of(answering, request, due.fault(), due.detail());
    ctx.writeAndFlush(response(own.answer(), request.requestId(), due.headRequest()))
        .addListener((ChannelFutureListener) sent -> LastWords.linger(sent.channel()));
    if (!due.begun()) {
      // of the others, whoever is handling the request takes note
      own.log(answering, refusedAt);
    }
  }

  private static HttpResponse response(Answer answer, String id, boolean head) {
    byte[] bytes = answer.bytes();
    ByteBuf body = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    for (HeaderField header : answer.headers()) {
      response.headers().add(header.name(), header.value());
    }
    response
        .headers()
        .set(RequestIds.HEADER, id)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (finished) {
      ReferenceCountUtil.release(msg);
      promise.tryFailure(new ClosedChannelException());
      return;
    }
    if (msg instanceof HttpResponse response) {
      responseBegins(response);
      if (responding && !(msg instanceof LastHttpContent)) {
        writeHead(ctx, msg, promise);
        return;
      }
    }
    if (!(msg instanceof LastHttpContent) || informational) {
      var _ = ctx.write(msg, promise);
      return;
    }
    responding = false;
    answers++;
    ctx.write(msg, promise.unvoid()).addListener(_ -> clock.answered());
    if (violation != null) {
      answerWhenDue(ctx, violation);
    }
  }

  /** Says at once that it is written, so that the body can follow in the same segment. */
  private static void writeHead(ChannelHandlerContext ctx, Object head, ChannelPromise promise) {
    ctx.write(head).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    promise.trySuccess();
  }

  private void responseBegins(HttpResponse response) {
    informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    responding = !informational;
    closing = responding && !HttpUtil.isKeepAlive(response);
    if (response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
      framing.becomeOpaque();
      clock.stop();
    }
  }
}
