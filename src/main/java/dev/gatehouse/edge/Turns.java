package dev.gatehouse.edge;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.Socket;
import java.util.function.Predicate;

/**
 * The turns of an event loop: what is under way is finished before more is begun. Clients that sent
 * are read behind all else, in the order in which they did; of many, only some in a turn, and no
 * more of them once enough requests have begun, of which a client of HTTP/2 sends many at once. So
 * what thousands send at once waits in the kernel and not as requests in the heap, and a request is
 * answered while the processor's cache still knows it. Who leaves, or takes what it was sent, is
 * heard at once; who is gone waits no more.
 */
final class Turns implements IoHandler {

  /** Up to so many clients or requests are read in one turn: each costs a call of the kernel. */
  static final int FEW = 64;

  /**
   * So many of more, or an eighth of all else that there was, so that a flood of that keeps nobody
   * waiting. Measured: what 16 need stays in the cache until they are answered.
   */
  static final int SOME = 16;

  private final IoHandler epoll;
  private final Predicate<EpollIoHandle> client;
  private final WaitingClients waiting = new WaitingClients();

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
    return Interest.register(connection, epoll, client.test(connection) ? waiting : null);
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    int handled = epoll.run(waiting.isEmpty() ? context : new Unblocked(context));
    int others = handled - waiting.takeTold();
    int most = waiting.size() <= FEW ? FEW : Math.max(SOME, others / 8);
    var requests = BegunRequests.ofThisLoop();
    requests.take();
    for (long begun = 0;
        begun < most && !waiting.isEmpty();
        begun += Math.max(1, requests.take())) {
      waiting.takeFirst().read();
    }
    return handled;
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
