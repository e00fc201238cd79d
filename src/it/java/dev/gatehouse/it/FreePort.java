package dev.gatehouse.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that cannot choose one themselves, and ports where nobody is. They lie below
 * those that the system gives to connections, so that none of the tests beside takes one; another
 * run on this machine begins elsewhere.
 */
final class FreePort {

  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(20_000, 30_000));

  private FreePort() {}

  /** A port of 127.0.0.1 that nobody listened on a moment ago, and that no test was given. */
  static int next() {
    while (true) {
      int port = NEXT.getAndIncrement();
      try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        return port;
      } catch (IOException e) {
        // somebody else's: the next one
      }
    }
  }
}
