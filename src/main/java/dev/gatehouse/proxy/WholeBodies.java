package dev.gatehouse.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of a small response that arrives together with its head, as most do, and keeps it
 * for whoever handles the head, who can then send both on in one message. Nothing is waited for: a
 * body of which more is to come is left to be streamed. Stands last in front of Reactor Netty.
 */
final class WholeBodies extends ChannelInboundHandlerAdapter {

  private static final AttributeKey<Whole> BODY = AttributeKey.valueOf("gatehouse.body");

  /** Netty gives a longer one in several parts. */
  private static final int LARGEST = 8 * 1024;

  private @Nullable HttpResponse held;

  private record Whole(HttpHeaders head, ByteBuf body) {}

  /**
   * The body of the response that has just arrived with these fields and no others, on the heap and
   * unpooled, so that nobody need release it; null where it is to be streamed.
   */
  static @Nullable ByteBuf of(Channel channel, HttpHeaders head) {
    Whole kept = channel.attr(BODY).getAndSet(null);
    return kept != null && kept.head == head ? kept.body : null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpResponse response && announcesLittle(response)) {
      passHeld(context);
      held = response;
      return;
    }
    HttpResponse head = held;
    if (head != null && message instanceof LastHttpContent last && isWhole(head, last)) {
      context
          .channel()
          .attr(BODY)
          .set(new Whole(head.headers(), Unpooled.copiedBuffer(last.content())));
      last.release();
      passHeld(context);
      context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
      return;
    }
    passHeld(context);
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    passHeld(context);
    context.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    passHeld(context);
    context.fireChannelInactive();
  }

  private void passHeld(ChannelHandlerContext context) {
    HttpResponse head = held;
    if (head != null) {
      held = null;
      context.fireChannelRead(head);
    }
  }

  private static boolean announcesLittle(HttpResponse response) {
    return response.decoderResult().isSuccess()
        && !(response instanceof LastHttpContent)
        && length(response) > 0;
  }

  private static boolean isWhole(HttpResponse head, LastHttpContent last) {
    ByteBuf content = last.content();
    return last.decoderResult().isSuccess()
        && last.trailingHeaders().isEmpty()
        && content.readableBytes() == length(head);
  }

  /** What {@code Content-Length} says; 0 where it says nothing, or too much to be kept. */
  private static int length(HttpResponse response) {
    String announced = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    int length = 0;
    for (int i = 0; announced != null && i < announced.length(); i++) {
      int digit = announced.charAt(i) - '0';
      if (digit < 0 || digit > 9 || length > LARGEST) {
        return 0;
      }
      length = 10 * length + digit;
    }
    return length > LARGEST ? 0 : length;
  }
}
