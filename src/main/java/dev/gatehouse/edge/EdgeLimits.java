package dev.gatehouse.edge;

import java.time.Duration;

/**
 * What a connection may take (contract, section 1); fixed at start.
 *
 * @param requestLine octets of a request line
 * @param headers octets of a request's header lines together; the same again for trailers
 * @param headersTimeout how long the head of a request may take from its first octet
 * @param idleTimeout how long a connection may go without a request, how long a request's body may
 *     pause, and how long a client may take nothing of an answer that waits for it
 * @param connections how many connections may be open at a time
 */
public record EdgeLimits(
    int requestLine, int headers, Duration headersTimeout, Duration idleTimeout, int connections) {

  public EdgeLimits {
    if (requestLine < 1) {
      throw new IllegalArgumentException("limits.requestLine must be at least 1B");
    }
    if (headers < 1) {
      throw new IllegalArgumentException("limits.headers must be at least 1B");
    }
    if (!headersTimeout.isPositive()) {
      throw new IllegalArgumentException("limits.headersTimeout must be longer than 0s");
    }
    if (!idleTimeout.isPositive()) {
      throw new IllegalArgumentException("limits.idleTimeout must be longer than 0s");
    }
    if (connections < 1) {
      throw new IllegalArgumentException("limits.connections must be at least 1");
    }
  }
}
