package dev.gatehouse.proxy;

/** The token that admitted a request has expired while the request was served. */
final class TokenOutlived extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TokenOutlived() {
    super("the token has expired", null, false, false);
  }
}
