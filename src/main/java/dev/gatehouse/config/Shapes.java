package dev.gatehouse.config;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells people who wrote one shape of value where another is wanted what to write. */
final class Shapes {

  private static final int LONGEST_QUOTE = 60;

  private Shapes() {}

  static String of(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping _ -> "a mapping";
      case YamlNode.Sequence _ -> "a list";
      case YamlNode.Scalar _ -> "one value";
      case YamlNode.Nothing _ -> "nothing";
    };
  }

  /** How to write a single value. */
  static @Nullable String advice(Place place) {
    return switch (place.pattern()) {
      case "gatehouse.routes[].predicates[]" -> "write it as one text, such as \"Path=/orders/**\"";
      case "gatehouse.routes[].filters[]" -> "write it as one text, such as \"StripPrefix=1\"";
      default -> "write it as one value behind '" + lastKey(place.path()) + ":'";
    };
  }

  /** How to write the value as a list. */
  static String asList(YamlNode node, Key about) {
    if (node instanceof YamlNode.Scalar scalar
        && scalar.inline()
        && scalar.text().length() <= LONGEST_QUOTE
        && !about.secret()) {
      return "write [" + quoted(scalar.text()) + "]";
    }
    return about.example().isEmpty()
        ? "begin each element with '- '"
        : "write a list, such as " + about.example();
  }

  /** How to write the value as a mapping. */
  static String asMapping(Place place, Group group) {
    if (place.pattern().equals("gatehouse.providers.<name>.jwks")) {
      return "write 'jwks: { url: ... }', 'jwks: { inline: ... }' or 'jwks: { file: ... }'";
    }
    return "its keys are "
        + group.keys().stream().map(KeySpec::name).collect(Collectors.joining(", "));
  }

  /** The text as YAML may need it inside a flow list. */
  private static String quoted(String text) {
    boolean plain =
        text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_./+".indexOf(c) >= 0);
    return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String lastKey(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
