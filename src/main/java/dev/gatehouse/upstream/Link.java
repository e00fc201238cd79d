package dev.gatehouse.upstream;

import dev.gatehouse.edge.Flushes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * A connection to an upstream, and the exchange that has it: one at a time. Sends its request and
 * watches the time; {@link Replies} reads. All of it happens on the connection's event loop.
 */
final class Link implements ChannelProgressiveFutureListener {

  private static final long LONGEST_LIFE = Duration.ofMinutes(10).toNanos();

  private final OriginPool pool;
  private final Channel channel;
  private final Replies replies;
  private final Alarm alarm;
  private final boolean tls;
  private final long born = System.nanoTime();
  private boolean usedBefore;
  private boolean sent;
  private @Nullable Exchange exchange;
  private @Nullable RequestBody requestBody;

  private Link(Channel channel, OriginPool pool) {
    this.channel = channel;
    this.pool = pool;
    this.replies = new Replies(this);
    this.alarm = new Alarm(channel.eventLoop(), this::late);
    this.tls = channel.pipeline().get(SslHandler.class) != null;
  }

  /** Takes over a connection that has just been made. */
  static Link over(Connection made, OriginPool pool) {
    Channel channel = made.channel();
    ChannelPipeline pipeline = channel.pipeline();
    var link = new Link(channel, pool);
    pipeline.addLast(
        Flushes.together(), link.replies.decoder(), new RequestEncoder(), link.replies);
    if (pipeline.get(NettyPipeline.ReactiveBridge) != null) {
      pipeline.remove(NettyPipeline.ReactiveBridge);
    }
    channel.config().setAutoRead(true);
    return link;
  }

  Channel channel() {
    return channel;
  }

  EventLoop loop() {
    return channel.eventLoop();
  }

  /** Runs this on the connection's event loop, at once where that is here. */
  void run(Runnable step) {
    if (loop().inEventLoop()) {
      step.run();
    } else {
      loop().execute(step);
    }
  }

  /** Whether an exchange may begin. */
  boolean isUsable() {
    return replies.areIdle() && channel.isActive();
  }

  /** Begins an exchange; false where it needs no connection any more, and nothing has begun. */
  boolean begin(Exchange next) {
    if (!next.takes(this)) {
      return false;
    }
    UpstreamRequest request = next.request();
    exchange = next;
    sent = false;
    replies.expect(request.method());
    alarm.set(next.due());
    try {
      Flux<ByteBuf> octets = request.body();
      if (octets == null) {
        write(request);
      } else {
        stream(request, octets);
      }
    } catch (RuntimeException e) {
      broken(e);
    }
    return true;
  }

  private void write(UpstreamRequest request) {
    var message =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            request.method(),
            request.target(),
            Unpooled.EMPTY_BUFFER,
            request.headers(),
            EmptyHttpHeaders.INSTANCE);
    var _ = channel.writeAndFlush(message, channel.newProgressivePromise().addListener(this));
  }

  private void stream(UpstreamRequest request, Flux<ByteBuf> octets) {
    var message =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, request.method(), request.target(), request.headers());
    var sending = new RequestBody(this, message, request.timeout());
    requestBody = sending;
    clientsTurn();
    var _ = channel.write(message, channel.newProgressivePromise().addListener(this));
    octets.subscribe(sending);
    // an upstream may answer the head before there is a body
    channel.flush();
  }

  /** Octets of the request have left. */
  @Override
  public void operationProgressed(ChannelProgressiveFuture writing, long progress, long total) {
    sent = true;
  }

  @Override
  public void operationComplete(ChannelProgressiveFuture writing) {
    if (writing.isSuccess()) {
      sent = true;
    } else {
      broken(writing.cause());
    }
  }

  /** Whether any of the request may have left: what comes before is no response to it. */
  boolean hasSent() {
    return sent;
  }

  /** Whether the upstream had closed the connection before any of the request was sent. */
  private boolean wasStale(Throwable cause) {
    return usedBefore
        && !sent
        && !tls
        && requestBody == null
        && replies.areAwaited()
        && (cause instanceof IOException || cause instanceof PrematureChannelClosureException);
  }

  /** It is the upstream's turn, for as long as it may let wait for its response's head. */
  void upstreamsTurn(Duration timeout) {
    if (replies.areAwaited()) {
      alarm.set(System.nanoTime() + timeout.toNanos());
    }
  }

  /** The upstream would take more of the body, which the client has not sent. */
  void clientsTurn() {
    if (replies.areAwaited()) {
      alarm.clear();
    }
  }

  /** The response's head is there, on which the clock stops. */
  void answered() {
    alarm.clear();
  }

  @Nullable Exchange exchange() {
    return exchange;
  }

  /**
   * The exchange is over. The connection is given back, or closed where it is good for no other.
   *
   * @param kept whether the upstream keeps it, and has said nothing more
   */
  void end(boolean kept) {
    RequestBody sending = requestBody;
    exchange = null;
    if (kept
        && (sending == null || sending.isWritten())
        && channel.isActive()
        && System.nanoTime() - born < LONGEST_LIFE) {
      requestBody = null;
      usedBefore = true;
      channel.config().setAutoRead(true);
      pool.free(this);
    } else {
      close();
    }
  }

  /** Lies idle from now on, for a while. */
  void rest() {
    alarm.set(System.nanoTime() + pool.limits().idleTimeout().toNanos());
  }

  private void late() {
    Exchange asked = exchange;
    if (asked == null) {
      close();
    } else {
      broken(asked.late());
    }
  }

  /** Ends with the exchange, which nobody waits for any more. */
  void abort(Exchange abandoned) {
    run(
        () -> {
          if (exchange == abandoned) {
            close();
          }
        });
  }

  /** Ends with the body, which nobody reads any more. On the connection's event loop. */
  void abandon(ResponseBody abandoned) {
    if (replies.areOf(abandoned)) {
      close();
    }
  }

  /** Reads on, as somebody wants more of this body. On the connection's event loop. */
  void readOn(ResponseBody wanted) {
    if (replies.areOf(wanted)) {
      channel.config().setAutoRead(true);
    }
  }

  /** Ends with whatever is under way; a response that is whole already is still one. */
  void broken(Throwable cause) {
    if (replies.areWhole()) {
      replies.spoil();
      return;
    }
    Exchange asked = exchange;
    ResponseBody passing = replies.body();
    boolean stale = wasStale(cause);
    close();
    if (stale && asked != null) {
      asked.again();
    } else if (passing != null) {
      passing.fail(cause);
    } else if (asked != null) {
      asked.fail(cause);
    }
  }

  /** Closes the connection, and tells nobody. */
  void close() {
    replies.close();
    exchange = null;
    alarm.end();
    RequestBody sending = requestBody;
    requestBody = null;
    if (sending != null) {
      sending.stop();
    }
    var _ = channel.close();
  }

  @Override
  public String toString() {
    return "Link[" + replies + "]";
  }
}
