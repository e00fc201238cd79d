package dev.gatehouse.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the JSON Schema of the configuration file for editors. It is of draft-07, which the YAML
 * language servers understand best.
 */
final class JsonSchema {

  /** A placeholder may stand for any value. */
  private static final Map<String, Object> PLACEHOLDER =
      ordered("type", "string", "pattern", "\\$\\{");

  private JsonSchema() {}

  /** The schema of a whole file, of which all but {@code gatehouse:} is Spring Boot's. */
  static String write() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "Gatehouse configuration");
    schema.put("type", "object");
    schema.put("required", List.of("gatehouse"));
    schema.put("properties", Map.of("gatehouse", group(Group.of(GatehouseProperties.class))));
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(schema)
            .replace("\r", "")
        + "\n";
  }

  private static Map<String, Object> group(Group group) {
    var properties = new LinkedHashMap<String, Object>();
    var kebab = new LinkedHashMap<String, Object>();
    var required = new ArrayList<Map<String, Object>>();
    for (KeySpec key : group.keys()) {
      properties.put(key.name(), key(key));
      if (!key.kebab().equals(key.name())) {
        // a pattern validates what is written so, and completes nothing
        kebab.put("^" + key.kebab() + "$", key(key));
      }
      if (key.required()) {
        required.add(oneOf(key));
      }
    }
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("minProperties", 1);
    schema.put("additionalProperties", false);
    if (!required.isEmpty()) {
      schema.put("allOf", required);
    }
    schema.put("properties", properties);
    if (!kebab.isEmpty()) {
      schema.put("patternProperties", kebab);
    }
    return schema;
  }

  private static Map<String, Object> oneOf(KeySpec key) {
    Map<String, Object> camel = Map.of("required", List.of(key.name()));
    return key.kebab().equals(key.name())
        ? camel
        : Map.of("anyOf", List.of(camel, Map.of("required", List.of(key.kebab()))));
  }

  private static Map<String, Object> key(KeySpec key) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("description", description(key));
    schema.putAll(type(key.type(), key.about()));
    return schema;
  }

  private static String description(KeySpec key) {
    Key about = key.about();
    String otherwise = about.byDefault().isEmpty() ? about.absent() : about.byDefault();
    return otherwise.isEmpty() ? about.value() : about.value() + " Default: " + otherwise;
  }

  private static Map<String, Object> type(ValueType type, Key about) {
    return switch (type) {
      case ValueType.Text _ ->
          // 8080 and true are text here too
          ordered("type", List.of("string", "number", "boolean"), "minLength", 1);
      case ValueType.Flag _ -> orPlaceholder(ordered("type", "boolean"));
      case ValueType.Whole _ -> orPlaceholder(whole(about));
      case ValueType.Time _ ->
          orPlaceholder(ordered("type", "string", "pattern", "^[0-9]+(ms|s|m|h|d)$"));
      case ValueType.Size _ ->
          orPlaceholder(ordered("type", "string", "pattern", "^[0-9]+([kKmMgG]?[bB])$"));
      case ValueType.Choice choice -> choice(choice.words());
      case ValueType.ListOf list ->
          ordered("type", "array", "minItems", 1, "items", type(list.element(), about));
      case ValueType.MapOf map ->
          ordered(
              "type",
              "object",
              "minProperties",
              1,
              "additionalProperties",
              type(map.element(), about));
      case ValueType.Nested nested -> group(nested.group());
    };
  }

  private static Map<String, Object> whole(Key about) {
    var schema = ordered("type", "integer");
    if (!about.min().isEmpty()) {
      schema.put("minimum", Quantities.whole(about.min()));
    }
    if (!about.max().isEmpty()) {
      schema.put("maximum", Quantities.whole(about.max()));
    }
    return schema;
  }

  private static Map<String, Object> choice(Words words) {
    String anyCase =
        words.texts().stream()
            .map(JsonSchema::anyCase)
            .collect(Collectors.joining("|", "^(", ")$"));
    return ordered(
        "anyOf",
        List.of(
            ordered("enum", words.texts()),
            ordered("type", "string", "pattern", anyCase),
            PLACEHOLDER));
  }

  /** The word in any case, and with or without dashes, as the binder takes it. */
  private static String anyCase(String word) {
    return Names.normal(word)
        .chars()
        .mapToObj(
            c ->
                Character.isLetter(c)
                    ? "[" + (char) c + Character.toString(c).toUpperCase(Locale.ROOT) + "]"
                    : Character.toString(c))
        .collect(Collectors.joining("[-_]?"));
  }

  private static Map<String, Object> orPlaceholder(Map<String, Object> schema) {
    return ordered("anyOf", List.of(schema, PLACEHOLDER));
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    var ordered = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      ordered.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return ordered;
  }
}
