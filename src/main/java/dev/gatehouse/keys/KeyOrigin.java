package dev.gatehouse.keys;

/** Where a key set comes from. */
public enum KeyOrigin {
  /** From the configuration itself. */
  INLINE,
  /** From a file beside it, which is watched. */
  FILE,
  /** From an address. */
  URL,
  /** From where the issuer's discovery document says. */
  DISCOVERY
}
