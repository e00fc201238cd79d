package dev.gatehouse.config;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Configuration files of tests, none of which is on a disk. */
final class TestFiles {

  private static final Path NAME = Path.of("gatehouse.yaml");

  private TestFiles() {}

  static ConfigurationFile.Loaded load(String yaml) {
    return load(yaml, Map.of());
  }

  static ConfigurationFile.Loaded load(String yaml, Map<String, String> environment) {
    return ConfigurationFile.read(NAME.toString(), yaml, NAME, environment::get);
  }

  static String resource(String name) {
    try (var in = requireNonNull(TestFiles.class.getResourceAsStream("/config/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A whole and faultless file, with these lines more in its provider {@code idp}. */
  static String withProvider(String... lines) {
    return "gatehouse:\n  providers:\n    idp:\n      issuer: https://id.example.com\n"
        + "      audiences: [api]\n"
        + indented(6, lines)
        + "  policies:\n    default: { providers: [idp] }\n";
  }

  /** A whole and faultless file, with these lines more in its policy {@code default}. */
  static String withPolicy(String... lines) {
    return withProvider()
        .replace(
            "    default: { providers: [idp] }\n",
            "    default:\n      providers: [idp]\n" + indented(6, lines));
  }

  /** A whole and faultless file, with these lines more in its only route. */
  static String withRoute(String... lines) {
    return withProvider()
        + "  routes:\n    - id: orders\n      uri: http://orders:8080\n"
        + "      predicates: [\"Path=/orders/**\"]\n"
        + indented(6, lines);
  }

  /** A whole and faultless file, with these lines more at its top. */
  static String withTop(String... lines) {
    return withProvider() + indented(2, lines);
  }

  private static String indented(int depth, String... lines) {
    var text = new StringBuilder();
    for (String line : lines) {
      text.repeat(' ', depth).append(line).append('\n');
    }
    return text.toString();
  }
}
