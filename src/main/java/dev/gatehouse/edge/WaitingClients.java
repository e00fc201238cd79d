package dev.gatehouse.edge;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** The clients of one event loop that sent and wait to be read, who sent first in front. */
final class WaitingClients {

  private final SequencedSet<Interest> clients = new LinkedHashSet<>();
  private int told;

  /** Notes that epoll told of this one, which is behind all others if it didn't wait already. */
  void sent(Interest client) {
    told++;
    clients.add(client);
  }

  void leave(Interest client) {
    clients.remove(client);
  }

  Interest takeFirst() {
    return clients.removeFirst();
  }

  boolean isEmpty() {
    return clients.isEmpty();
  }

  int size() {
    return clients.size();
  }

  /** How often epoll told of one since this was asked the last time. */
  int takeTold() {
    int since = told;
    told = 0;
    return since;
  }
}
