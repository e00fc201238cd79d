package dev.gatehouse.edge;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What the kernel was told, and what it tells in the next turn. */
final class FakeEpoll implements IoHandler {

  final List<IoOps> told = new ArrayList<>();
  final List<Registration> registrations = new ArrayList<>();
  private final List<Told> tells = new ArrayList<>();
  boolean mayWait;

  void tell(Connection connection, EpollIoOps ops) {
    tells.add(new Told(connection.told, ops));
  }

  @Override
  public IoRegistration register(IoHandle handle) {
    var registration = new Registration((EpollIoHandle) handle, told);
    registrations.add(registration);
    return registration;
  }

  @Override
  public int run(IoHandlerContext context) {
    mayWait = context.canBlock();
    var now = List.copyOf(tells);
    tells.clear();
    now.forEach(event -> event.registration.handle(event.ops));
    return now.size();
  }

  @Override
  public void wakeup() {}

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return true;
  }

  private record Event(EpollIoOps ops) implements EpollIoEvent {}

  private record Told(Registration registration, EpollIoOps ops) {}

  /** A loop with nothing else to do. */
  static final class Idle implements IoHandlerContext {

    @Override
    public boolean canBlock() {
      return true;
    }

    @Override
    public long delayNanos(long now) {
      return Long.MAX_VALUE;
    }

    @Override
    public long deadlineNanos() {
      return -1;
    }
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty declares it
  static final class Registration implements IoRegistration {

    private final EpollIoHandle handle;
    private final List<IoOps> told;
    private boolean cancelled;
    boolean fails;

    Registration(EpollIoHandle handle, List<IoOps> told) {
      this.handle = handle;
      this.told = told;
    }

    void handle(EpollIoOps ops) {
      handle.handle(this, new Event(ops));
    }

    @Override
    public long submit(IoOps ops) {
      if (fails) {
        throw new UncheckedIOException(new IOException("no such file"));
      }
      told.add(ops);
      return 0;
    }

    @Override
    public <T> T attachment() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isValid() {
      return !cancelled;
    }

    @Override
    public boolean cancel() {
      cancelled = true;
      handle.unregistered();
      return true;
    }
  }

  static final class Connection implements EpollIoHandle {

    private final FileDescriptor descriptor;
    final String name;
    final boolean client;
    private final List<String> read;
    IoRegistration registration;
    Registration told;
    Runnable whenRead = () -> {};
    boolean closed;

    Connection(int descriptor, String name, boolean client, List<String> read) {
      this.descriptor = new FileDescriptor(descriptor);
      this.name = name;
      this.client = client;
      this.read = read;
    }

    @Override
    public FileDescriptor fd() {
      return descriptor;
    }

    @Override
    public void handle(IoRegistration told, IoEvent event) {
      read.add(name);
      whenRead.run();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
