package dev.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the documents that are written from the records true; {@code -Dgatehouse.docs=write}. */
class ConfigurationDocsTest {

  private static final boolean WRITE = "write".equals(System.getProperty("gatehouse.docs"));

  @Test
  void theConfigurationPageIsTrue() throws IOException {
    compare(Path.of("docs/configuration.md"), ConfigurationPage.write());
  }

  @Test
  void theJsonSchemaIsTrue() throws IOException {
    compare(Path.of("docs/gatehouse.schema.json"), JsonSchema.write());
  }

  @TestFactory
  Stream<DynamicTest> everyExampleAndDefaultBinds() {
    return keys(Group.of(GatehouseProperties.class))
        .flatMap(
            key ->
                Stream.of(key.about().example(), key.about().byDefault())
                    .map(text -> test(key, text)));
  }

  private static DynamicTest test(KeySpec key, String text) {
    return DynamicTest.dynamicTest(
        key.name() + ": " + text,
        () -> {
          if (!text.isEmpty()) {
            var problems = new Problems(new SourceText("example", text));
            var node = new YamlReader(new SourceText("example", text), problems).documents();
            new Binder(problems, name -> "value")
                .value(Place.ROOT.key(key.name()), key.type(), key.about(), node.getFirst());
            assertThat(problems.render()).isEmpty();
          }
        });
  }

  @Test
  void everyKeyTellsWhatItMeansToLeaveItOut() {
    assertThat(keys(Group.of(GatehouseProperties.class)))
        .allSatisfy(
            key ->
                assertThat(
                        key.required()
                            || !key.about().byDefault().isEmpty()
                            || !key.about().absent().isEmpty()
                            || key.type() instanceof ValueType.Nested
                            || isSection(key.name()))
                    .as(key.name())
                    .isTrue());
  }

  private static boolean isSection(String name) {
    return Stream.of("providers", "policies", "routes").anyMatch(name::equals);
  }

  private static Stream<KeySpec> keys(Group group) {
    return group.keys().stream().flatMap(key -> Stream.concat(Stream.of(key), below(key.type())));
  }

  private static Stream<KeySpec> below(ValueType type) {
    return switch (type) {
      case ValueType.Nested nested -> keys(nested.group());
      case ValueType.MapOf map -> below(map.element());
      case ValueType.ListOf list -> below(list.element());
      default -> Stream.empty();
    };
  }

  private static void compare(Path file, String expected) throws IOException {
    if (WRITE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(file).as("run with -Dgatehouse.docs=write").hasContent(expected);
  }
}
