package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.edge.FakeEpoll.Connection;
import io.netty.channel.epoll.EpollIoOps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final EpollIoOps CLOSED = EpollIoOps.EPOLLRDHUP;
  private static final EpollIoOps READ = CLOSED.with(EpollIoOps.EPOLLIN);
  private static final int MANY = Turns.FEW + 2 * Turns.SOME;

  private final FakeEpoll epoll = new FakeEpoll();
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
  void readsMoreWhereAllElseIsMuch() throws Exception {
    clients(MANY).forEach(this::sends);
    turn();
    int others = 2 * Turns.SOME * 8;
    for (int i = 0; i < others; i++) {
      sends(connection("upstream", false));
    }
    turn();
    assertThat(read).hasSize(Turns.SOME + others + 2 * Turns.SOME);
  }

  @Test
  void takesNobodyWhoWaitsAlreadyForAllElse() throws Exception {
    List<Connection> clients = clients(MANY * 8);
    clients.forEach(this::sends);
    turn();
    clients.forEach(this::sends);
    turn();
    assertThat(read).isEqualTo(names(clients).subList(0, 2 * Turns.SOME));
  }

  @Test
  void readsFewerWhereEachBringsManyRequests() throws Exception {
    List<Connection> clients = clients(Turns.FEW);
    for (Connection client : clients) {
      client.whenRead = () -> BegunRequests.ofThisLoop().add(10);
      sends(client);
    }
    Connection upstream = connection("upstream", false);
    upstream.whenRead = () -> BegunRequests.ofThisLoop().add(1_000);
    int whole = (Turns.FEW + 9) / 10;
    turn();
    assertThat(read).isEqualTo(names(clients).subList(0, whole));
    sends(upstream);
    turn();
    assertThat(epoll.mayWait).isFalse();
    assertThat(read).hasSize(2 * whole + 1).element(whole).isEqualTo("upstream");
  }

  @Test
  void hasTheKernelTellNoMoreOfWhoWaitsAlready() throws Exception {
    List<Connection> clients = clients(MANY);
    clients.forEach(this::sends);
    turn();
    assertThat(epoll.told).isEmpty();
    sends(clients.getLast());
    turn();
    assertThat(epoll.told).containsExactly(CLOSED);
    while (read.size() < MANY) {
      turn();
    }
    assertThat(epoll.told).containsExactly(CLOSED, READ);
    assertThat(read).isEqualTo(names(clients));
  }

  @Test
  void asksForNoMoreThanIsWantedOfWhoWasReadAfterItWaited() throws Exception {
    Connection client = waitingAndToldTwice();
    client.whenRead = () -> client.registration.submit(CLOSED);
    while (read.size() < MANY) {
      turn();
    }
    assertThat(epoll.told).isEmpty();
    client.registration.submit(READ);
    assertThat(epoll.told).containsExactly(READ);
  }

  @Test
  void readsNobodyWhoIsNotToBeReadAnyMore() throws Exception {
    Connection client = waitingAndToldTwice();
    client.registration.submit(CLOSED);
    for (int i = 0; i < MANY; i++) {
      turn();
    }
    assertThat(read).hasSize(MANY - 1).doesNotContain(client.name);
    assertThat(epoll.told).isEmpty();
    client.registration.submit(READ);
    assertThat(epoll.told).containsExactly(READ);
  }

  @Test
  void whoIsGoneKeepsNobodyWaiting() throws Exception {
    List<Connection> clients = clients(MANY);
    clients.forEach(this::sends);
    turn();
    for (Connection client : clients.subList(Turns.SOME, MANY - 1)) {
      client.registration.cancel();
    }
    turn();
    assertThat(read.getLast()).isEqualTo(clients.getLast().name);
    turn();
    assertThat(epoll.mayWait).isTrue();
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
  void writesToWhoWaitsAndReadsItInTurn() throws Exception {
    Connection client = waitingAndToldTwice();
    client.registration.submit(READ.with(EpollIoOps.EPOLLOUT));
    assertThat(epoll.told).containsExactly(CLOSED.with(EpollIoOps.EPOLLOUT));
    while (read.size() < MANY) {
      turn();
    }
    assertThat(read.getLast()).isEqualTo(client.name);
    assertThat(epoll.told.getLast()).isEqualTo(READ.with(EpollIoOps.EPOLLOUT));
  }

  @Test
  void whoTakesWhatItWasSentDoesNotOvertakeWithWhatItSends() throws Exception {
    List<Connection> clients = clients(MANY);
    clients.forEach(this::sends);
    turn();
    Connection late = connection("late", true);
    late.registration.submit(READ.with(EpollIoOps.EPOLLOUT));
    epoll.tell(late, EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT));
    turn();
    assertThat(read.get(Turns.SOME)).as("written to").isEqualTo("late");
    while (read.size() < MANY + 2) {
      turn();
    }
    assertThat(read.stream().filter("late"::equals)).hasSize(2);
    assertThat(read.getLast()).as("read").isEqualTo("late");
  }

  @Test
  void endsAConnectionThatEpollCannotWatchAnyMoreAndGoesOn() throws Exception {
    Connection client = waitingAndToldTwice();
    client.told.fails = true;
    while (!client.closed) {
      turn();
    }
    Connection other = connection("other", true);
    sends(other);
    turn();
    assertThat(read.getLast()).isEqualTo(other.name);
  }

  @Test
  void endsAConnectionThatFailsWhenItIsReadAndGoesOn() throws Exception {
    for (boolean client : new boolean[] {true, false}) {
      Connection failing = connection("failing", client);
      failing.whenRead = () -> fail("on purpose");
      Connection other = connection("other", client);
      sends(failing);
      sends(other);
      turn();
      assertThat(failing.closed).isTrue();
      assertThat(read.getLast()).isEqualTo(other.name);
    }
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }

  /** The last of many that sent; epoll is to tell no more of it. */
  private Connection waitingAndToldTwice() throws Exception {
    List<Connection> clients = clients(MANY);
    clients.forEach(this::sends);
    turn();
    sends(clients.getLast());
    turn();
    assertThat(epoll.told).containsExactly(CLOSED);
    epoll.told.clear();
    return clients.getLast();
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
    connection.told = epoll.registrations.getLast();
    connection.registration.submit(READ);
    epoll.told.clear();
    return connection;
  }

  private void sends(Connection connection) {
    epoll.tell(connection, EpollIoOps.EPOLLIN);
  }

  private void turn() {
    turns.run(new FakeEpoll.Idle());
  }

  private static List<String> names(List<Connection> connections) {
    return connections.stream().map(connection -> connection.name).toList();
  }
}
