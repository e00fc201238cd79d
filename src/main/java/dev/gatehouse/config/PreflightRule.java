package dev.gatehouse.config;

/** What the verifier makes of a CORS preflight. */
enum PreflightRule {
  /** A request like others. */
  REFUSE,
  /** Admitted as nobody's. */
  PASS
}
