package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Keeps what the chart says of its values true; {@code -Dgatehouse.docs=write}. */
class ChartDocsTest {

  private static final boolean WRITE = "write".equals(System.getProperty("gatehouse.docs"));
  private static final Path SCHEMA = Chart.FOLDER.resolve("values.schema.json");
  private static final Path README = Chart.FOLDER.resolve("README.md");
  private static final String BEGIN = "-Dgatehouse.docs=write -->\n";
  private static final String END = "<!-- /values -->\n";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Test
  void theSchemaKnowsTheConfigurationAsEditorsDo() throws IOException {
    var schema = (ObjectNode) JSON.readTree(Files.readString(SCHEMA));
    var configuration =
        (ObjectNode) JSON.readTree(Files.readString(Path.of("docs/gatehouse.schema.json")));
    configuration.remove("$schema");
    ((ObjectNode) schema.path("definitions")).set("configuration", configuration);
    compare(SCHEMA, JSON.writeValueAsString(schema).replace("\r", "") + "\n");
  }

  @Test
  void theTableOfValuesIsTrue() throws IOException {
    var table = new StringBuilder("\n| value | default | meaning |\n|---|---|---|\n");
    values("", schema(), defaults(), table);
    String text = Files.readString(README);
    String written =
        text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
            + table
            + "\n"
            + text.substring(text.indexOf(END));
    compare(README, written);
  }

  @Test
  void everyValueHasADescriptionAndADefault() throws IOException {
    Map<String, String> described = new TreeMap<>();
    collect("", schema(), described);
    assertThat(described).allSatisfy((_, description) -> assertThat(description).endsWith("."));
    var defaulted = new TreeSet<String>();
    described.keySet().stream()
        .filter(path -> !path.equals("global") && has(defaults(), path))
        .forEach(defaulted::add);
    described.remove("global");
    assertThat(defaulted).isEqualTo(described.keySet());
  }

  private static void values(String prefix, JsonNode schema, Object defaults, StringBuilder table) {
    schema
        .path("properties")
        .forEachEntry(
            (name, value) -> {
              Object otherwise = defaults instanceof Map<?, ?> map ? map.get(name) : null;
              if (value.has("properties")) {
                values(prefix + name + ".", value, otherwise, table);
              } else if (!name.equals("global")) {
                String text =
                    otherwise == null
                        ? ""
                        : "`" + JsonMapper.shared().writeValueAsString(otherwise) + "`";
                table.append(
                    "| `%s%s` | %s | %s |\n"
                        .formatted(prefix, name, text, value.path("description").asString()));
              }
            });
  }

  private static void collect(String prefix, JsonNode schema, Map<String, String> described) {
    schema
        .path("properties")
        .forEachEntry(
            (name, value) -> {
              described.put(prefix + name, value.path("description").asString(""));
              collect(prefix + name + ".", value, described);
            });
  }

  private static boolean has(Object defaults, String path) {
    Object found = defaults;
    for (String name : path.split("\\.", -1)) {
      if (!(found instanceof Map<?, ?> map && map.containsKey(name))) {
        return false;
      }
      found = map.get(name);
    }
    return true;
  }

  private static JsonNode schema() throws IOException {
    return JSON.readTree(Files.readString(SCHEMA));
  }

  private static Object defaults() {
    try {
      return new Yaml().load(Files.readString(Chart.FOLDER.resolve("values.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compare(Path file, String expected) throws IOException {
    if (WRITE) {
      Files.writeString(file, expected);
    }
    assertThat(file).as("run with -Dgatehouse.docs=write").hasContent(expected);
  }
}
