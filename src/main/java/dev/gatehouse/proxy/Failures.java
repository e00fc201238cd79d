package dev.gatehouse.proxy;

import dev.gatehouse.errors.Fault;
import io.netty.handler.timeout.ReadTimeoutException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.ErrorResponse;
import reactor.netty.channel.AbortedException;

/** What a client is told of a failure on a request's way. */
final class Failures {

  private Failures() {}

  /** The fault that a failure amounts to; {@code INTERNAL_ERROR} unless it is known better. */
  static Fault fault(Throwable failure) {
    return switch (failure) {
      case UpstreamFailure upstream -> upstream.fault();
      case RequestBodyFailure body -> fault(body);
      // the client has gone; nobody reads the answer
      case AbortedException _ -> Fault.REQUEST_REJECTED;
      case DataBufferLimitException _ -> Fault.BODY_TOO_LARGE;
      case ErrorResponse response -> fault(response.getStatusCode().value());
      default -> Fault.INTERNAL_ERROR;
    };
  }

  /** Why a body did not arrive. */
  private static Fault fault(RequestBodyFailure body) {
    return switch (body.getCause()) {
      case ReadTimeoutException _ -> Fault.REQUEST_TIMEOUT;
      case DataBufferLimitException _ -> Fault.BODY_TOO_LARGE;
      case null, default -> Fault.REQUEST_REJECTED;
    };
  }

  /** What a filter means by a status it throws. */
  private static Fault fault(int status) {
    return switch (status) {
      case 404 -> Fault.ROUTE_NOT_FOUND;
      case 413 -> Fault.BODY_TOO_LARGE;
      case 431 -> Fault.HEADERS_TOO_LARGE;
      case 502 -> Fault.UPSTREAM_UNREACHABLE;
      case 503 -> Fault.OVERLOADED;
      case 504 -> Fault.UPSTREAM_TIMEOUT;
      default -> status < 500 ? Fault.REQUEST_REJECTED : Fault.INTERNAL_ERROR;
    };
  }
}
