package dev.gatehouse.proxy;

/** A request's body that did not arrive whole: the client's doing, not the upstream's. */
final class RequestBodyFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RequestBodyFailure(Throwable cause) {
    super("the request's body did not arrive", cause, false, false);
  }
}
