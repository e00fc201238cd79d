package dev.gatehouse.proxy;

/** A path that a filter made and the guard refuses. */
final class RewrittenPathRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RewrittenPathRefused(String detail) {
    super(detail, null, false, false);
  }
}
