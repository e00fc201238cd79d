package dev.gatehouse.proxy;

import dev.gatehouse.errors.Fault;
import java.io.IOException;

/**
 * An exchange with an upstream that brought no response. It is an {@link IOException} because that
 * is what Spring Cloud Gateway's {@code Retry} filter retries.
 */
final class UpstreamFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private final Fault fault;

  UpstreamFailure(Fault fault, Throwable cause) {
    super(fault.code(), cause);
    this.fault = fault;
  }

  /** The trace would be that of an event loop. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** What the client is to be told. */
  Fault fault() {
    return fault;
  }
}
