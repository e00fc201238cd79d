package dev.gatehouse.keys;

/**
 * An entry of a key set that verifies nothing.
 *
 * @param entry which one, by its place and its {@code kid}, such as {@code key 2 (kid abc)}
 * @param reason why
 */
public record SkippedKey(String entry, String reason) {

  @Override
  public String toString() {
    return entry + ": " + reason;
  }
}
