package dev.gatehouse.policy;

import dev.gatehouse.request.RequestHead;

/** Follows requests across services. Never blocks and never throws. */
@FunctionalInterface
public interface Tracing {

  /**
   * Begins to follow a request.
   *
   * @param trusted whether the trace that the request says it is part of goes on here; else a new
   *     one begins
   */
  RequestSpan arrived(RequestHead facts, boolean trusted);

  /** Follows nothing. */
  static Tracing none() {
    return (_, _) -> RequestSpan.NONE;
  }
}
