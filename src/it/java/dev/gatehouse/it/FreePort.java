package dev.gatehouse.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that cannot choose one themselves. */
final class FreePort {

  private FreePort() {}

  /**
   * A port of 127.0.0.1 that nobody listened on a moment ago, from below those that systems give to
   * the connections of clients: one of those might have it by the time it is needed.
   */
  static int next() {
    IOException taken = new IOException("not tried");
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (var socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        return socket.getLocalPort();
      } catch (IOException e) {
        taken = e;
      }
    }
    throw new UncheckedIOException(taken);
  }
}
