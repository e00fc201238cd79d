package dev.gatehouse.config;

import java.util.List;

/** A value of the file with its place; aliases and merges are resolved, nothing is converted. */
public sealed interface YamlNode {

  /** Where the value stands. */
  Span span();

  /** A mapping, in the order written; no key stands in it twice. */
  record Mapping(Span span, List<Entry> entries) implements YamlNode {}

  /** A key and its value. */
  record Entry(String key, Span keySpan, YamlNode value) {}

  /** A sequence. */
  record Sequence(Span span, List<YamlNode> items) implements YamlNode {}

  /**
   * A scalar, as written: {@code no} and {@code 1:20} are text.
   *
   * @param inline whether it is written on one line, so that it can be quoted in a message
   */
  record Scalar(Span span, String text, boolean inline) implements YamlNode {}

  /** A value that was left out, {@code ~} or {@code null}. */
  record Nothing(Span span) implements YamlNode {}
}
