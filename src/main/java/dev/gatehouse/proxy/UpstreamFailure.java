package dev.gatehouse.proxy;

import dev.gatehouse.errors.Fault;

/** An exchange with an upstream that brought no response. */
final class UpstreamFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Fault fault;

  UpstreamFailure(Fault fault, Throwable cause) {
    // the trace would be that of an event loop
    super(fault.code(), cause, false, false);
    this.fault = fault;
  }

  /** What the client is to be told. */
  Fault fault() {
    return fault;
  }
}
