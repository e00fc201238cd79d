package dev.gatehouse.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * A response's body on its way from a {@link Link} to its one reader. No more is read off the
 * connection than the reader wants; what was read at once with that waits here.
 */
final class ResponseBody extends Flux<ByteBuf> implements Subscription {

  private final Link link;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
  private final AtomicBoolean read = new AtomicBoolean();
  private @Nullable CoreSubscriber<? super ByteBuf> reader;
  private long wanted;
  private boolean passing;
  private boolean ended;
  private @Nullable Throwable failure;
  private boolean over;
  private volatile @Nullable HttpHeaders trailers;

  ResponseBody(Link link) {
    this.link = link;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
    if (!read.compareAndSet(false, true)) {
      Operators.error(actual, new IllegalStateException("a body is read once"));
      return;
    }
    actual.onSubscribe(this);
    link.run(
        () -> {
          reader = actual;
          pass();
        });
  }

  @Override
  public void request(long n) {
    if (n > 0) {
      link.run(() -> want(n));
    }
  }

  private void want(long n) {
    wanted = Operators.addCap(wanted, n);
    pass();
    if (isWanted()) {
      link.readOn(this);
    }
  }

  @Override
  public void cancel() {
    link.run(
        () -> {
          over = true;
          discard();
          link.abandon(this);
        });
  }

  /** Ends before its end, as nobody is to read it. */
  void abandon() {
    link.run(
        () -> {
          if (!ended) {
            link.abandon(this);
            fail(new PrematureChannelClosureException("the response was abandoned"));
          }
          if (reader == null) {
            discard();
          }
        });
  }

  /** Whether more of it may be read off the connection. */
  boolean isWanted() {
    return wanted > 0 && !ended;
  }

  /** The fields behind it, once it has ended; null where there are none, or they are not there. */
  @Nullable HttpHeaders trailers() {
    return trailers;
  }

  void add(ByteBuf octets) {
    if (over || ended || !octets.isReadable()) {
      octets.release();
      return;
    }
    waiting.add(octets);
    pass();
  }

  void end(HttpHeaders behind) {
    trailers = behind;
    ended = true;
    pass();
  }

  void fail(Throwable cause) {
    if (ended) {
      return;
    }
    failure = cause;
    ended = true;
    if (reader == null && !read.get()) {
      discard();
    }
    pass();
  }

  private void pass() {
    CoreSubscriber<? super ByteBuf> to = reader;
    if (to == null || passing || over) {
      return;
    }
    passing = true;
    try {
      while (wanted > 0 && !waiting.isEmpty()) {
        if (wanted != Long.MAX_VALUE) {
          wanted--;
        }
        to.onNext(waiting.remove());
      }
    } finally {
      passing = false;
    }
    if (ended && waiting.isEmpty() && !over) {
      over = true;
      if (failure == null) {
        to.onComplete();
      } else {
        to.onError(failure);
      }
    }
  }

  private void discard() {
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }
}
