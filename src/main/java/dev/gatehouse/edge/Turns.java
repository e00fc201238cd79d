package dev.gatehouse.edge;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.Socket;
import java.util.ArrayDeque;
import java.util.function.Predicate;

/**
 * The turns of an event loop: what is under way is finished before more is begun. Clients are read
 * behind all else, in the order in which they sent; of many, only some in a turn. So what thousands
 * send at once waits in the kernel and not as requests in the heap, and a request is answered while
 * the processor's cache still knows it.
 */
final class Turns implements IoHandler {

  /** Up to so many clients are read in one turn: each turn costs a call of the kernel. */
  static final int FEW = 64;

  /** So many of more; measured: what they need stays in the cache until they are answered. */
  static final int SOME = 16;

  private final IoHandler epoll;
  private final Predicate<EpollIoHandle> client;
  private final ArrayDeque<Interest> sent = new ArrayDeque<>();

  Turns(IoHandler epoll) {
    this(epoll, Turns::isAccepted);
  }

  /**
   * Of an epoll.
   *
   * @param client whether what is registered is a client's connection
   */
  Turns(IoHandler epoll, Predicate<EpollIoHandle> client) {
    this.epoll = epoll;
    this.client = client;
  }

  /** What makes event loops of it. */
  static IoHandlerFactory factory() {
    IoHandlerFactory epoll = EpollIoHandler.newFactory();
    return executor -> new Turns(epoll.newHandler(executor));
  }

  /** What is connected already when it comes was accepted; what we connect is registered before. */
  private static boolean isAccepted(EpollIoHandle handle) {
    return handle.fd() instanceof Socket socket && socket.remoteAddress() != null;
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    var connection = (EpollIoHandle) handle;
    return Interest.register(connection, epoll, client.test(connection) ? sent : null);
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    int waited = sent.size();
    int handled = epoll.run(waited == 0 ? context : new Unblocked(context));
    int turn = sent.size() <= FEW ? sent.size() : SOME;
    for (int i = 0; i < turn; i++) {
      sent.remove().read();
    }
    mute(sent.size() - Math.max(waited - turn, 0));
    return handled;
  }

  /** Or epoll would tell again, in every turn, of those that came last. */
  private void mute(int latest) {
    var connections = sent.descendingIterator();
    for (int i = 0; i < latest; i++) {
      connections.next().mute();
    }
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  /** A turn that waits for nothing, as there is more to do. */
  private record Unblocked(IoHandlerContext context) implements IoHandlerContext {

    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return context.deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
      context.reportActiveIoTime(activeNanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return context.shouldReportActiveIoTime();
    }
  }
}
