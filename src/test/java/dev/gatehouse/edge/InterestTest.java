package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterestTest {

  private static final EpollIoOps CLOSED = EpollIoOps.EPOLLRDHUP;
  private static final EpollIoOps READ = CLOSED.with(EpollIoOps.EPOLLIN);
  private static final EpollIoOps WRITE = CLOSED.with(EpollIoOps.EPOLLOUT);

  private final Epoll epoll = new Epoll();
  private final Connection connection = new Connection();
  private IoRegistration registration;

  @BeforeEach
  void register() throws Exception {
    registration = new Turns(epoll, _ -> false).register(connection);
    registration.submit(READ);
    epoll.told.clear();
  }

  @Test
  void saysNothingOfAPauseInWhichNothingComes() {
    registration.submit(CLOSED);
    registration.submit(READ);
    registration.submit(CLOSED);
    registration.submit(READ);
    assertThat(epoll.told).isEmpty();
    epoll.tell(EpollIoOps.EPOLLIN);
    assertThat(connection.events).containsExactly(EpollIoOps.EPOLLIN);
  }

  @Test
  void hasNothingReadThatWasNotAskedFor() {
    registration.submit(CLOSED);
    epoll.tell(EpollIoOps.EPOLLIN);
    assertThat(connection.events).isEmpty();
    assertThat(epoll.told).containsExactly(CLOSED);
    registration.submit(READ);
    assertThat(epoll.told).containsExactly(CLOSED, READ);
    epoll.tell(EpollIoOps.EPOLLIN);
    assertThat(connection.events).containsExactly(EpollIoOps.EPOLLIN);
  }

  @Test
  void tellsOfAPeerThatLeavesInAPause() {
    registration.submit(CLOSED);
    epoll.tell(READ);
    assertThat(connection.events).containsExactly(CLOSED);
    registration.submit(EpollIoOps.NONE);
    assertThat(epoll.told).containsExactly(CLOSED, EpollIoOps.NONE);
  }

  @Test
  void tellsAtOnceOfAllElse() {
    registration.submit(READ.with(EpollIoOps.EPOLLOUT));
    registration.submit(WRITE);
    epoll.tell(EpollIoOps.EPOLLOUT);
    registration.submit(CLOSED);
    assertThat(epoll.told).containsExactly(READ.with(EpollIoOps.EPOLLOUT), CLOSED);
    assertThat(connection.events).containsExactly(EpollIoOps.EPOLLOUT);
  }

  @Test
  void endsReadingThatIsAllThatWasWanted() {
    registration.submit(EpollIoOps.EPOLLIN);
    registration.submit(EpollIoOps.NONE);
    assertThat(epoll.told).containsExactly(EpollIoOps.EPOLLIN, EpollIoOps.NONE);
  }

  @Test
  void isCancelledOnce() {
    assertThat(registration.isValid()).isTrue();
    assertThat(registration.cancel()).isTrue();
    assertThat(registration.isValid()).isFalse();
  }

  private record Event(EpollIoOps ops) implements EpollIoEvent {}

  /** What the kernel was told, and what it tells. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty declares it
  private static final class Epoll implements IoHandler, IoRegistration {

    private final List<IoOps> told = new ArrayList<>();
    private IoHandle handle;
    private boolean cancelled;

    void tell(EpollIoOps ops) {
      handle.handle(this, new Event(ops));
    }

    @Override
    public IoRegistration register(IoHandle registered) {
      handle = registered;
      return this;
    }

    @Override
    public long submit(IoOps ops) {
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
      return true;
    }

    @Override
    public int run(IoHandlerContext context) {
      return 0;
    }

    @Override
    public void wakeup() {}

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return true;
    }
  }

  private static final class Connection implements EpollIoHandle {

    private final List<EpollIoOps> events = new ArrayList<>();

    @Override
    public FileDescriptor fd() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      events.add(((EpollIoEvent) event).ops());
    }

    @Override
    public void close() {}
  }
}
