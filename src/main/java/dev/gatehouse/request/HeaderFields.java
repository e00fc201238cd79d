package dev.gatehouse.request;

import java.util.function.BiConsumer;

/** Header fields, one call a line, in the order received; a view that copies nothing. */
@FunctionalInterface
public interface HeaderFields {

  /** Hands every line's name, spelled as received, and value to the consumer. */
  void forEach(BiConsumer<String, String> consumer);
}
