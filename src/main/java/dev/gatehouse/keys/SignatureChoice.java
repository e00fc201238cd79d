package dev.gatehouse.keys;

/** Whose code an operator wants signatures verified by. */
public enum SignatureChoice {
  /** The native one where it loads, the Java platform's otherwise. */
  AUTO,
  /** The native one and no other. */
  NATIVE,
  /** The Java platform's. */
  JDK
}
