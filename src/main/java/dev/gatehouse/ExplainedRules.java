package dev.gatehouse;

import dev.gatehouse.config.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What the policy's scopes and rules said once it was known who asks.
 *
 * @param required the scopes asked for
 * @param missing those of them that the token lacks
 * @param rules the rules, in the order in which they are asked
 */
record ExplainedRules(List<String> required, List<String> missing, List<Line> rules) {

  ExplainedRules {
    required = List.copyOf(required);
    missing = List.copyOf(missing);
    rules = List.copyOf(rules);
  }

  /**
   * A rule.
   *
   * @param rule the key of the configuration it stands at
   * @param value {@code true}, {@code false} or {@code error}
   * @param reason why it has no value; null where it has one
   * @param refuses whether the request is refused for it
   */
  record Line(
      String rule, String value, @Nullable String reason, boolean refuses, Position position) {}

  /** Tables for people; empty where nothing was asked for. */
  String toText() {
    var text = new StringBuilder();
    if (!required.isEmpty()) {
      text.append("\nscopes: ").append(String.join(" ", required));
      text.append(missing.isEmpty() ? "\n" : "; missing: " + String.join(" ", missing) + "\n");
    }
    if (!rules.isEmpty()) {
      var table = new Table("RULE", "VALUE", "VERDICT", "LINE");
      for (Line line : rules) {
        String value = line.reason() == null ? line.value() : "error: " + line.reason();
        table.add(line.rule(), value, line.refuses() ? "refuses" : "-", line.position().text());
      }
      text.append("\nrules\n").append(table.render().indent(2));
    }
    return text.toString();
  }

  /** The keys that refuse, and where they stand, for people. */
  String causes() {
    var text = new StringBuilder();
    for (Line line : rules) {
      if (line.refuses()) {
        text.append("  rule:   ").append(line.rule()).append('\n');
        text.append("  line:   ").append(line.position().text()).append('\n');
      }
    }
    return text.toString();
  }

  void write(JsonGenerator json) {
    json.writeName("scopes");
    json.writeStartObject();
    write(json, "required", required);
    write(json, "missing", missing);
    json.writeEndObject();
    json.writeArrayPropertyStart("rules");
    for (Line line : rules) {
      json.writeStartObject();
      json.writeStringProperty("rule", line.rule());
      json.writeStringProperty("value", line.value());
      if (line.reason() != null) {
        json.writeStringProperty("reason", line.reason());
      }
      json.writeBooleanProperty("refuses", line.refuses());
      json.writeStringProperty("file", line.position().file());
      json.writeNumberProperty("line", line.position().line());
      json.writeNumberProperty("column", line.position().column());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  /** Takes note of rules as they are evaluated. */
  static final class Notes {

    private final List<String> required = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<Line> rules = new ArrayList<>();

    void scoped(List<String> asked, List<String> lacking) {
      required.addAll(asked);
      missing.addAll(lacking);
    }

    void add(Line line) {
      rules.add(line);
    }

    /** Of those that allow, one that is true is enough. */
    ExplainedRules all() {
      boolean allowed = rules.stream().anyMatch(Notes::allows);
      return new ExplainedRules(
          required,
          missing,
          rules.stream()
              .map(
                  line ->
                      isAllow(line) && allowed
                          ? new Line(
                              line.rule(), line.value(), line.reason(), false, line.position())
                          : line)
              .toList());
    }

    private static boolean allows(Line line) {
      return isAllow(line) && line.value().equals("true");
    }

    private static boolean isAllow(Line line) {
      return line.rule().contains(".allow[");
    }
  }
}
