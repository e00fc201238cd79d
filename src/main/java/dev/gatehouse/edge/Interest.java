package dev.gatehouse.edge;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection wants to be told, and what epoll was told to tell, which is only what
 * matters. Reactor Netty stops reading when it has a request, and reads again when it has been
 * answered; the same for the upstream's connection: four system calls a request, each undone by the
 * next. As hardly a peer sends while it is not read, it is enough to stop the kernel's telling when
 * it does tell. Nothing is read that was not asked for. For the connection's own thread.
 */
@SuppressWarnings({"try", "TypeParameterUnusedInFormals"}) // as Netty declares it
final class Interest implements EpollIoHandle, IoRegistration {

  private static final Logger LOG = LoggerFactory.getLogger(Interest.class);
  private static final EpollIoOps READ_AND_WRITE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);
  private static final Event READABLE = new Event(EpollIoOps.EPOLLIN);
  private static final Event WRITABLE = new Event(EpollIoOps.EPOLLOUT);

  private final EpollIoHandle handle;
  private final @Nullable WaitingClients queue;
  private @Nullable IoRegistration epoll;
  private EpollIoOps wanted = EpollIoOps.NONE;
  private EpollIoOps inForce = EpollIoOps.NONE;
  private boolean queued;

  private Interest(EpollIoHandle handle, @Nullable WaitingClients queue) {
    this.handle = handle;
    this.queue = queue;
  }

  /**
   * Registers a connection with epoll.
   *
   * @param queue where it waits to be read; null: it doesn't wait
   */
  static Interest register(EpollIoHandle handle, IoHandler epoll, @Nullable WaitingClients queue)
      throws Exception {
    var interest = new Interest(handle, queue);
    interest.epoll = epoll.register(interest);
    return interest;
  }

  @Override
  public long submit(IoOps ops) {
    wanted = (EpollIoOps) ops;
    EpollIoOps due = queued ? unreadable() : wanted;
    boolean onlyReadsLess =
        inForce.value() == (wanted.value() | EpollIoOps.EPOLLIN.value())
            && wanted.value() != EpollIoOps.NONE.value();
    return onlyReadsLess || inForce.value() == due.value() ? wanted.value() : tell(due);
  }

  private long tell(EpollIoOps ops) {
    inForce = ops;
    return epoll().submit(ops);
  }

  /** What is wanted but reading; for epoll, to want nothing at all means to be gone. */
  private EpollIoOps unreadable() {
    EpollIoOps rest = wanted.without(EpollIoOps.EPOLLIN);
    return rest.value() == EpollIoOps.NONE.value() ? wanted : rest;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    try {
      hear(event);
    } catch (RuntimeException e) {
      end(e);
    }
  }

  private void hear(IoEvent event) {
    EpollIoOps told = ((EpollIoEvent) event).ops();
    if (told.contains(EpollIoOps.EPOLLIN) && !wanted.contains(EpollIoOps.EPOLLIN)) {
      tell(wanted);
      EpollIoOps rest = told.without(EpollIoOps.EPOLLIN);
      if (rest.value() != EpollIoOps.NONE.value()) {
        handle.handle(this, new Event(rest));
      }
    } else if (queue != null && told.value() == EpollIoOps.EPOLLIN.value()) {
      enqueue(queue);
    } else if (queue != null && told.value() == READ_AND_WRITE.value()) {
      // what it is to be sent does not let it overtake others with what it sends
      handle.handle(this, WRITABLE);
      if (isValid() && wanted.contains(EpollIoOps.EPOLLIN)) {
        enqueue(queue);
      }
    } else {
      handle.handle(this, event);
    }
  }

  /** Once is enough: of who waits already, epoll need not tell in every turn. */
  private void enqueue(WaitingClients waiting) {
    waiting.sent(this);
    if (queued) {
      tell(unreadable());
    } else {
      queued = true;
    }
  }

  /** Has the connection read, if that is still wanted; it waits no more. */
  void read() {
    queued = false;
    try {
      if (wanted.contains(EpollIoOps.EPOLLIN)) {
        handle.handle(this, READABLE);
      }
      if (isValid() && wanted.contains(EpollIoOps.EPOLLIN)) {
        submit(wanted);
      }
    } catch (RuntimeException e) {
      end(e);
    }
  }

  /** Ends a connection that fails, or that epoll can't watch: the loop that all share goes on. */
  private void end(RuntimeException cause) {
    try {
      handle.close();
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
    LOG.warn("a connection failed on its event loop and is closed", cause);
  }

  @Override
  public <T> T attachment() {
    return epoll().attachment();
  }

  @Override
  public boolean isValid() {
    return epoll().isValid();
  }

  @Override
  public boolean cancel() {
    return epoll().cancel();
  }

  @Override
  public FileDescriptor fd() {
    return handle.fd();
  }

  @Override
  public void registered() {
    handle.registered();
  }

  @Override
  public void unregistered() {
    if (queue != null) {
      queue.leave(this);
    }
    handle.unregistered();
  }

  @Override
  public void close() throws Exception {
    handle.close();
  }

  private IoRegistration epoll() {
    return Objects.requireNonNull(epoll, "it is registered before anybody else has it");
  }

  private record Event(EpollIoOps ops) implements EpollIoEvent {}
}
