package dev.gatehouse.proxy;

import java.io.IOException;

/** Ways for an upstream to answer. */
final class TestUpstreamScripts {

  private TestUpstreamScripts() {}

  /** Sends the body back. */
  static void echo(TestUpstream.Exchange exchange) throws IOException {
    String body = exchange.readBody();
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }
}
