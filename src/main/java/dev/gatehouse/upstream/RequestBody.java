package dev.gatehouse.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * A request's body on its way to a {@link Link}: as much of it is under way as the upstream takes.
 * The clock runs while the upstream takes nothing, and stands still while the client sends nothing.
 */
final class RequestBody implements CoreSubscriber<ByteBuf>, ChannelFutureListener {

  /** Parts that are asked for ahead, of 8 or 16 kB each: what an upstream that reads none holds. */
  private static final int AHEAD = 8;

  private static final long UNKNOWN = -1;

  private final Link link;
  private final Duration timeout;
  private Subscription source = Operators.emptySubscription();
  private long left;
  private int wanted = AHEAD;
  private boolean written;
  private boolean stopped;

  /** Asks for nothing yet; the head is on its way. */
  RequestBody(Link link, HttpRequest head, Duration timeout) {
    this.link = link;
    this.timeout = timeout;
    this.left =
        HttpUtil.isTransferEncodingChunked(head)
            ? UNKNOWN
            : HttpUtil.getContentLength(head, UNKNOWN);
  }

  /** Whether all of it is written. */
  boolean isWritten() {
    return written;
  }

  /** Nobody wants the rest. */
  void stop() {
    if (!stopped && !written) {
      stopped = true;
      source.cancel();
    }
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    link.run(
        () -> {
          source = subscription;
          if (stopped) {
            source.cancel();
          } else {
            source.request(AHEAD);
          }
        });
  }

  @Override
  public void onNext(ByteBuf octets) {
    link.run(() -> write(octets));
  }

  @Override
  public void onComplete() {
    link.run(this::end);
  }

  @Override
  public void onError(Throwable failure) {
    link.run(
        () -> {
          if (!stopped) {
            link.broken(failure);
          }
        });
  }

  private void write(ByteBuf octets) {
    if (stopped) {
      octets.release();
      return;
    }
    int length = octets.readableBytes();
    if (left != UNKNOWN && length > left) {
      // the rest would be read as another request
      octets.release();
      link.broken(new IllegalStateException("the body is longer than announced"));
      return;
    }
    left = left == UNKNOWN ? UNKNOWN : left - length;
    wanted--;
    if (wanted == 0) {
      link.upstreamsTurn(timeout);
    }
    var _ = link.channel().writeAndFlush(new DefaultHttpContent(octets)).addListener(this);
  }

  /** A part has left: there is room for another. */
  @Override
  public void operationComplete(ChannelFuture part) {
    if (stopped || written) {
      return;
    }
    if (!part.isSuccess()) {
      link.broken(part.cause());
      return;
    }
    wanted++;
    if (wanted == 1) {
      link.clientsTurn();
    }
    source.request(1);
  }

  private void end() {
    if (stopped) {
      return;
    }
    if (left > 0) {
      link.broken(new IllegalStateException("the body is shorter than announced"));
      return;
    }
    written = true;
    link.upstreamsTurn(timeout);
    var _ = link.channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
  }
}
