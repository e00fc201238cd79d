package dev.gatehouse.rules;

import java.util.function.Predicate;

/** Reads networks such as {@code 10.0.0.0/8} for the function {@code cidr}. */
@FunctionalInterface
public interface NetworkReader {

  /**
   * Whether an address, written out, lies in the network. The answer throws {@link
   * IllegalArgumentException} where the text is no address.
   *
   * @throws IllegalArgumentException with a sentence, if the text is no network
   */
  Predicate<String> read(String network);
}
