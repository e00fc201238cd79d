package dev.gatehouse.keys;

/** Checks signatures of one algorithm with one key; thread-safe. */
interface SignatureCheck {

  /** Whether the signature over this input holds; any defect of it is {@code false}. */
  boolean holds(byte[] signingInput, byte[] signature);
}
