package dev.gatehouse.errors;

/** What the body of Gatehouse's own answers looks like (contract, section 6). */
public enum ErrorFormat {
  /** {@code application/problem+json} (RFC 9457). */
  PROBLEM,
  /** The detail alone, as {@code text/plain}. */
  TEXT,
  /** {@code {"error": "<detail>"}}, as {@code application/json}. */
  JSON
}
