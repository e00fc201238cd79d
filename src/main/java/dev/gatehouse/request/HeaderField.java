package dev.gatehouse.request;

/**
 * One header line. The value is held one character an octet, ready for the wire; it may be a
 * credential or a claim, so it is never printed.
 */
public record HeaderField(String name, String value) {

  @Override
  public String toString() {
    return "HeaderField[" + name + "]";
  }
}
