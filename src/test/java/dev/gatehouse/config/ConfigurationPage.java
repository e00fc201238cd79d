package dev.gatehouse.config;

import java.util.stream.Collectors;

/** Writes the page that lists every key. */
final class ConfigurationPage {

  private static final String HEAD =
      """
      # Configuration

      <!-- Written from the records in src/main/java/dev/gatehouse/config: edit those, then run
           ./mvnw test -Dtest=ConfigurationDocsTest -Dgatehouse.docs=write -->

      Gatehouse reads one YAML file: `--gatehouse.config=FILE`, else the environment variable `GATEHOUSE_CONFIG`, else
      `./gatehouse.yaml`. What stands below `gatehouse:` is described here; neither environment nor command line overrides
      it. Everything else in the file is Spring Boot's (`server`, `spring.ssl.bundle`, `logging`, `management`).
      What Gatehouse has no use for (`spring.jackson`, `spring.task`, `spring.aop`, `spring.http.clients`, `spring.http.serviceclient`,
      `spring.cloud.discovery` and its like) has no effect, and is warned of.

      - Keys may be written in camelCase or in kebab-case: `cacheDuration`, `cache-duration`.
      - Durations are one number and one unit: `500ms`, `30s`, `5m`, `1h`. Sizes too: `0B`, `16KB`, `1MB`; a `KB` has 1024 octets.
      - `${NAME}` stands for an environment variable and `${NAME:default}` for one that may be unset or empty, in any value.
        A variable without default that is unset or empty is an error. `$\\{` stands for a literal `${`.
      - An empty text, list or mapping is an error: it never means the same as leaving the key out.
      - `gatehouse:` stands in the first document of the file. YAML's aliases and merge keys (`<<`) work.
      - A file with an error is refused as a whole. All errors are told at once, each with its line and what to do.

      Editors complete and check the file with [gatehouse.schema.json](gatehouse.schema.json). With the YAML extension of
      VS Code, or any other that uses yaml-language-server, begin the file with

      ```yaml
      # yaml-language-server: $schema=docs/gatehouse.schema.json
      ```
      """;

  private ConfigurationPage() {}

  static String write() {
    var page = new StringBuilder(HEAD);
    section(page, Place.ROOT.pattern(), Group.of(GatehouseProperties.class));
    page.append("\n## An example with every key\n\n```yaml\n")
        .append(TestFiles.resource("contract.yaml").strip())
        .append("\n```\n");
    return page.toString();
  }

  private static void section(StringBuilder page, String pattern, Group group) {
    page.append("\n## `").append(pattern).append("`\n\n");
    page.append("| key | type | default | meaning | example |\n|---|---|---|---|---|\n");
    for (KeySpec key : group.keys()) {
      row(page, key);
    }
    for (KeySpec key : group.keys()) {
      descend(page, pattern + "." + key.name(), key.type());
    }
  }

  private static void descend(StringBuilder page, String pattern, ValueType type) {
    switch (type) {
      case ValueType.Nested nested -> section(page, pattern, nested.group());
      case ValueType.MapOf map -> descend(page, pattern + ".<name>", map.element());
      case ValueType.ListOf list -> descend(page, pattern + "[]", list.element());
      case ValueType.Text _,
          ValueType.Flag _,
          ValueType.Whole _,
          ValueType.Time _,
          ValueType.Size _,
          ValueType.Choice _ -> {}
    }
  }

  private static void row(StringBuilder page, KeySpec key) {
    Key about = key.about();
    page.append(
        "| `%s` | %s | %s | %s | %s |\n"
            .formatted(
                key.name(),
                typeName(key.type()) + bounds(about),
                otherwise(key),
                cell(about.value()),
                about.example().isEmpty() ? "" : code(key.name() + ": " + about.example())));
  }

  private static String otherwise(KeySpec key) {
    Key about = key.about();
    if (!about.byDefault().isEmpty()) {
      return code(about.byDefault());
    }
    if (key.required()) {
      return "required";
    }
    boolean collection =
        key.type() instanceof ValueType.ListOf || key.type() instanceof ValueType.MapOf;
    return about.absent().isEmpty() ? (collection ? "none" : "as below") : cell(about.absent());
  }

  private static String typeName(ValueType type) {
    return switch (type) {
      case ValueType.Text _ -> "text";
      case ValueType.Flag _ -> "`true` or `false`";
      case ValueType.Whole _ -> "whole number";
      case ValueType.Time _ -> "duration";
      case ValueType.Size _ -> "size";
      case ValueType.Choice choice ->
          choice.words().texts().stream()
              .map(word -> "`" + word + "`")
              .collect(Collectors.joining(", "));
      case ValueType.ListOf list -> "list of " + plural(list.element());
      case ValueType.MapOf map -> "mapping from names to " + plural(map.element());
      case ValueType.Nested _ -> "mapping";
    };
  }

  private static String plural(ValueType type) {
    return type instanceof ValueType.Nested ? "mappings" : typeName(type) + "s";
  }

  private static String bounds(Key about) {
    String least = about.min().isEmpty() ? "" : ", at least " + code(about.min());
    return about.max().isEmpty() ? least : least + ", at most " + code(about.max());
  }

  private static String code(String text) {
    return "`" + cell(text) + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
