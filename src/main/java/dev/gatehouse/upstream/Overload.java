package dev.gatehouse.upstream;

/** There is no connection for the request, and there may be none. */
public final class Overload extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Overload(String message) {
    super(message, null, false, false);
  }
}
