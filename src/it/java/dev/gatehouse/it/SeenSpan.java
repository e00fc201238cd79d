package dev.gatehouse.it;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A span as it reached a collector.
 *
 * @param kind {@link #SERVER} or {@link #CLIENT}
 * @param links the spans it links to, each a trace's id, a dash, and a span's id
 * @param failed whether its status is an error
 */
record SeenSpan(
    String traceId,
    String id,
    String parentId,
    String name,
    long kind,
    long nanos,
    Map<String, String> attributes,
    List<String> links,
    boolean failed) {

  static final long SERVER = 2;
  static final long CLIENT = 3;
  private static final long ERROR = 2;

  /** Reads {@code Span} of OTLP's trace.proto. */
  static SeenSpan of(ProtobufMessage span) {
    Map<String, String> attributes = new TreeMap<>();
    for (ProtobufMessage attribute : span.messages(9)) {
      ProtobufMessage value = attribute.messages(2).getFirst();
      String text = value.text(1);
      attributes.put(attribute.text(1), text.isEmpty() ? "" + value.number(3) : text);
    }
    List<ProtobufMessage> status = span.messages(15);
    return new SeenSpan(
        span.hex(1),
        span.hex(2),
        span.hex(4),
        span.text(5),
        span.number(6),
        span.number(8) - span.number(7),
        attributes,
        span.messages(13).stream().map(link -> link.hex(1) + "-" + link.hex(2)).toList(),
        !status.isEmpty() && status.getFirst().number(3) == ERROR);
  }

  String attribute(String name) {
    return attributes.getOrDefault(name, "");
  }
}
