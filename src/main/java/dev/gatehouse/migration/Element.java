package dev.gatehouse.migration;

/** An element of a list that holds texts and mappings. */
sealed interface Element {

  /** A text. */
  record Text(String text) implements Element {}

  /** A mapping. */
  record Mapping(Item item) implements Element {}
}
