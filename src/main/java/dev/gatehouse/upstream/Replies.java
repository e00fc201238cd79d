package dev.gatehouse.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream says on one connection. Whatever it was not asked ends the connection, as the
 * next request, another client's, would get it for an answer; so a connection is given back only
 * when all that came with a response has been looked at.
 */
final class Replies extends ChannelInboundHandlerAdapter {

  private enum Turn {
    /** There is no exchange. */
    IDLE,
    /** The head of the response is waited for. */
    ASKED,
    /** An interim response is read, which nobody gets. */
    INTERIM,
    /** The head is there; whether all of the body came with it will be known in this turn. */
    HEAD,
    /** The body is passed on as it comes. */
    BODY,
    /** The response is whole; whether more came behind it will be known in this turn. */
    ENDED,
    /** The connection is closed. */
    OVER
  }

  private final Link link;
  private final ResponseDecoder decoder = new ResponseDecoder();
  private Turn turn = Turn.IDLE;
  private boolean kept;
  private @Nullable HttpResponse head;
  private @Nullable ByteBuf whole;
  private @Nullable ResponseBody body;

  Replies(Link link) {
    this.link = link;
  }

  /** What stands in front of it. */
  ResponseDecoder decoder() {
    return decoder;
  }

  /** Expects the response to a request of this method. */
  void expect(HttpMethod method) {
    decoder.expect(method);
    turn = Turn.ASKED;
  }

  /** Whether nothing is expected, and nothing amiss. */
  boolean areIdle() {
    return turn == Turn.IDLE;
  }

  /** Whether the head of a response is waited for. */
  boolean areAwaited() {
    return turn == Turn.ASKED || turn == Turn.INTERIM;
  }

  /** Whether all of a response is there, and what came behind it is looked at. */
  boolean areWhole() {
    return turn == Turn.ENDED;
  }

  /** Whether this body is still being read. */
  boolean areOf(ResponseBody read) {
    return turn == Turn.BODY && body == read;
  }

  /** The body being read; null where there is none. */
  @Nullable ResponseBody body() {
    return body;
  }

  /** The connection is good for no other exchange. */
  void spoil() {
    kept = false;
  }

  /** Nothing is to be read any more. */
  void close() {
    turn = Turn.OVER;
    forget();
  }

  private void forget() {
    head = null;
    whole = null;
    body = null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpResponse response) {
      begins(response);
    } else if (message instanceof HttpContent content) {
      continues(content);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void begins(HttpResponse response) {
    Throwable unreadable = response.decoderResult().cause();
    if (unreadable != null || turn != Turn.ASKED || !link.hasSent()) {
      ReferenceCountUtil.release(response);
      link.broken(unreadable == null ? new IllegalStateException("nobody asked") : unreadable);
    } else if (ResponseHead.isInterim(response)) {
      turn = Turn.INTERIM;
    } else {
      String refusal = ResponseHead.refusal(response);
      if (refusal == null) {
        link.answered();
        kept = ResponseHead.isConnectionKept(response);
        head = response;
        turn = Turn.HEAD;
      } else {
        link.broken(new IllegalStateException(refusal));
      }
    }
  }

  private void continues(HttpContent content) {
    Throwable unreadable = content.decoderResult().cause();
    LastHttpContent last = content instanceof LastHttpContent end ? end : null;
    switch (turn) {
      case INTERIM -> {
        content.release();
        turn = last == null ? Turn.INTERIM : Turn.ASKED;
      }
      case HEAD, BODY -> {
        if (unreadable != null) {
          content.release();
          link.broken(unreadable);
        } else if (turn == Turn.HEAD && last != null && ResponseHead.isWhole(last)) {
          whole = last.content().isReadable() ? Unpooled.copiedBuffer(last.content()) : null;
          last.release();
          turn = Turn.ENDED;
        } else {
          pass(content, last);
        }
      }
      case IDLE, ASKED, ENDED, OVER -> {
        content.release();
        link.broken(new IllegalStateException("nobody asked"));
      }
    }
  }

  private void pass(HttpContent content, @Nullable LastHttpContent last) {
    ResponseBody passing = passing();
    passing.add(content.content());
    pauseUnlessWanted(passing);
    if (last != null && turn == Turn.BODY) {
      turn = Turn.ENDED;
      passing.end(last.trailingHeaders());
    }
  }

  /** At once, not at the end of what is read in one go: that may be a megabyte. */
  private void pauseUnlessWanted(ResponseBody passing) {
    if (turn == Turn.BODY && !passing.isWanted()) {
      link.channel().config().setAutoRead(false);
    }
  }

  /** The body whose reader has got it by now. */
  private ResponseBody passing() {
    if (turn == Turn.BODY) {
      return Objects.requireNonNull(body);
    }
    HttpResponse begun = Objects.requireNonNull(head);
    var made = new ResponseBody(link);
    body = made;
    head = null;
    turn = Turn.BODY;
    respond(link.exchange(), new LinkResponse(begun, null, made, link.channel()));
    return made;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    switch (turn) {
      case HEAD -> pauseUnlessWanted(passing());
      case ENDED -> settle();
      case IDLE -> {
        if (decoder.hasMore()) {
          link.close();
        }
      }
      case ASKED, INTERIM, BODY, OVER -> {}
    }
  }

  /** Gives the connection back, or ends it; then passes on what came as a whole. */
  private void settle() {
    Exchange asked = link.exchange();
    HttpResponse answered = head;
    ByteBuf octets = whole;
    forget();
    turn = Turn.IDLE;
    link.end(kept && !decoder.hasMore());
    if (answered != null) {
      respond(asked, new LinkResponse(answered, octets, null, link.channel()));
    }
  }

  private static void respond(@Nullable Exchange asked, UpstreamResponse response) {
    if (asked != null) {
      asked.respond(response);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    link.broken(new PrematureChannelClosureException("the upstream closed the connection"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    link.broken(cause);
  }

  @Override
  public String toString() {
    return "Replies[" + turn + "]";
  }
}
