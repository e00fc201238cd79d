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
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final EpollIoOps CLOSED = EpollIoOps.EPOLLRDHUP;
  private static final EpollIoOps READ = CLOSED.with(EpollIoOps.EPOLLIN);
  private static final int MANY = Turns.FEW + 2 * Turns.SOME;

  private final Epoll epoll = new Epoll();
  private final Turns turns = new Turns(epoll, handle -> ((Connection) handle).client);
  private final List<String> read = new ArrayList<>();
  private int descriptors;

  @Test
  void readsClientsBehindAllElse() throws Exception {
    Connection client = connection("client", true);
    Connection upstream = connection("upstream", false);
    sends(client);
    sends(upstream);
    turn();
    assertThat(read).containsExactly("upstream", "client");
  }

  @Test
  void readsAFewInOneTurnAndTellsTheKernelNothing() throws Exception {
    clients(Turns.FEW).forEach(this::sends);
    turn();
    assertThat(read).hasSize(Turns.FEW);
    assertThat(epoll.told).isEmpty();
    assertThat(epoll.mayWait).isTrue();
  }

  @Test
  void readsOfManyWhoSentFirstAndWaitsForNothingMeanwhile() throws Exception {
    List<Connection> clients = clients(MANY);
    clients.forEach(this::sends);
    turn();
    assertThat(read).isEqualTo(names(clients).subList(0, Turns.SOME));
    turn();
    assertThat(epoll.mayWait).isFalse();
    assertThat(read).isEqualTo(names(clients).subList(0, 2 * Turns.SOME));
  }

  @Test
  void servesWhatIsUnderWayBetweenTheReadsOfMany() throws Exception {
    Connection upstream = connection("upstream", false);
    clients(MANY).forEach(this::sends);
    turn();
    sends(upstream);
    turn();
    assertThat(read.indexOf("upstream")).isEqualTo(Turns.SOME);
  }

  @Test
  void letsNobodyWhoSentLaterOvertake() throws Exception {
    List<Connection> clients = clients(MANY);
    clients.forEach(this::sends);
    turn();
    sends(clients.getFirst());
    while (read.size() < MANY + 1) {
      turn();
    }
    assertThat(read.subList(0, MANY)).isEqualTo(names(clients));
    assertThat(read.getLast()).isEqualTo(clients.getFirst().name);
  }

  @Test
  void hasTheKernelTellOnceOfWhoWaits() throws Exception {
    List<Connection> clients = clients(MANY);
    clients.forEach(this::sends);
    turn();
    assertThat(epoll.told).hasSize(MANY - Turns.SOME).containsOnly(CLOSED);
    turn();
    assertThat(epoll.told.subList(MANY - Turns.SOME, epoll.told.size()))
        .hasSizeLessThanOrEqualTo(MANY - Turns.SOME)
        .containsOnly(READ);
  }

  @Test
  void readsNobodyWhoLeftOrIsNotToBeReadAnyMore() throws Exception {
    List<Connection> clients = clients(MANY);
    clients.forEach(this::sends);
    turn();
    clients.get(MANY - 1).registration.cancel();
    clients.get(MANY - 2).registration.submit(CLOSED);
    for (int i = 0; i < MANY; i++) {
      turn();
    }
    assertThat(read).isEqualTo(names(clients).subList(0, MANY - 2));
    epoll.told.clear();
    clients.get(MANY - 2).registration.submit(READ);
    assertThat(epoll.told).containsExactly(READ);
  }

  @Test
  void tellsAtOnceOfAPeerThatLeavesWhileItWaits() throws Exception {
    List<Connection> clients = clients(MANY);
    clients.forEach(this::sends);
    turn();
    epoll.tell(clients.getLast(), CLOSED);
    turn();
    assertThat(read.get(Turns.SOME)).isEqualTo(clients.getLast().name);
  }

  @Test
  void writesToWhoWaits() throws Exception {
    List<Connection> clients = clients(MANY);
    clients.forEach(this::sends);
    turn();
    epoll.told.clear();
    clients.getLast().registration.submit(READ.with(EpollIoOps.EPOLLOUT));
    assertThat(epoll.told).containsExactly(CLOSED.with(EpollIoOps.EPOLLOUT));
  }

  private List<Connection> clients(int count) throws Exception {
    var clients = new ArrayList<Connection>();
    for (int i = 0; i < count; i++) {
      clients.add(connection("client " + i, true));
    }
    return clients;
  }

  private Connection connection(String name, boolean client) throws Exception {
    var connection = new Connection(descriptors++, name, client, read);
    connection.registration = turns.register(connection);
    connection.registration.submit(READ);
    epoll.told.clear();
    return connection;
  }

  private void sends(Connection connection) {
    epoll.tell(connection, EpollIoOps.EPOLLIN);
  }

  private void turn() {
    turns.run(new Idle());
  }

  private static List<String> names(List<Connection> connections) {
    return connections.stream().map(connection -> connection.name).toList();
  }

  private record Event(EpollIoOps ops) implements EpollIoEvent {}

  private record Told(Registration registration, EpollIoOps ops) {}

  /** A loop with nothing else to do. */
  private static final class Idle implements IoHandlerContext {

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

  /** What the kernel was told, and what it tells in the next turn. */
  private static final class Epoll implements IoHandler {

    private final List<IoOps> told = new ArrayList<>();
    private final List<Registration> registrations = new ArrayList<>();
    private final List<Told> tells = new ArrayList<>();
    private boolean mayWait;

    void tell(Connection connection, EpollIoOps ops) {
      Registration its =
          registrations.stream()
              .filter(registration -> registration.handle.fd().equals(connection.fd()))
              .findFirst()
              .orElseThrow();
      tells.add(new Told(its, ops));
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
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty declares it
  private static final class Registration implements IoRegistration {

    private final EpollIoHandle handle;
    private final List<IoOps> told;
    private boolean cancelled;

    Registration(EpollIoHandle handle, List<IoOps> told) {
      this.handle = handle;
      this.told = told;
    }

    void handle(EpollIoOps ops) {
      handle.handle(this, new Event(ops));
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
  }

  private static final class Connection implements EpollIoHandle {

    private final FileDescriptor descriptor;
    private final String name;
    private final boolean client;
    private final List<String> read;
    private IoRegistration registration;

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
    }

    @Override
    public void close() {}
  }
}
