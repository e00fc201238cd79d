package dev.gatehouse.proxy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ways for an upstream to answer. */
final class TestUpstreamScripts {

  private TestUpstreamScripts() {}

  /** Sends the body back. */
  static void echo(TestUpstream.Exchange exchange) throws IOException {
    String body = exchange.readBody();
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  /** Sends a part of the response, and what follows only after it has been read. */
  static void sendAndBeRead(TestUpstream.Exchange exchange, String octets) throws IOException {
    exchange.socket().setTcpNoDelay(true);
    exchange.send(octets);
    EventLoops.read();
  }

  /** Sends one octet after the other as far as the head may reach, then the rest. */
  static void sendOctetByOctet(TestUpstream.Exchange exchange, String octets) throws IOException {
    int single = Math.min(octets.length(), 120);
    for (int i = 0; i < single; i++) {
      sendAndBeRead(exchange, octets.substring(i, i + 1));
    }
    exchange.send(octets.substring(single));
  }

  /** Waits until the test goes on. */
  static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("nobody released the upstream");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
