package dev.gatehouse.edge;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Epoll that is told only when it matters that a connection is not read for now. Reactor Netty
 * stops reading when it has a request, and reads again when it has been answered; the same for the
 * upstream's connection: four system calls a request, each undone by the next. As hardly a peer
 * sends while it is not read, it is enough to stop the kernel's telling when it does tell. Nothing
 * is read that was not asked for.
 */
final class LazyInterest implements IoHandler {

  private final IoHandler epoll;

  LazyInterest(IoHandler epoll) {
    this.epoll = epoll;
  }

  /** What makes event loops of it. */
  static IoHandlerFactory factory() {
    IoHandlerFactory epoll = EpollIoHandler.newFactory();
    return executor -> new LazyInterest(epoll.newHandler(executor));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    var interest = new Interest((EpollIoHandle) handle);
    interest.epoll = epoll.register(interest);
    return interest;
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
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

  /** What one connection wants to be told, and what epoll was told to tell. For its own thread. */
  @SuppressWarnings({"try", "TypeParameterUnusedInFormals"}) // as Netty declares it
  private static final class Interest implements EpollIoHandle, IoRegistration {

    private final EpollIoHandle handle;
    private @Nullable IoRegistration epoll;
    private EpollIoOps wanted = EpollIoOps.NONE;
    private EpollIoOps inForce = EpollIoOps.NONE;

    Interest(EpollIoHandle handle) {
      this.handle = handle;
    }

    @Override
    public long submit(IoOps ops) {
      wanted = (EpollIoOps) ops;
      boolean onlyReadsLess =
          inForce.value() == (wanted.value() | EpollIoOps.EPOLLIN.value())
              && wanted.value() != EpollIoOps.NONE.value();
      return onlyReadsLess ? wanted.value() : tell();
    }

    private long tell() {
      inForce = wanted;
      return epoll().submit(wanted);
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      EpollIoOps told = ((EpollIoEvent) event).ops();
      if (!told.contains(EpollIoOps.EPOLLIN) || wanted.contains(EpollIoOps.EPOLLIN)) {
        handle.handle(this, event);
        return;
      }
      tell();
      EpollIoOps rest = told.without(EpollIoOps.EPOLLIN);
      if (rest.value() != EpollIoOps.NONE.value()) {
        handle.handle(this, new Event(rest));
      }
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
      handle.unregistered();
    }

    @Override
    public void close() throws Exception {
      handle.close();
    }

    private IoRegistration epoll() {
      return Objects.requireNonNull(epoll, "it is registered before anybody else has it");
    }
  }

  private record Event(EpollIoOps ops) implements EpollIoEvent {}
}
