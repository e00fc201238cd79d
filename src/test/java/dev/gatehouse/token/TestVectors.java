package dev.gatehouse.token;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the vectors of public test suites. */
public final class TestVectors {

  private TestVectors() {}

  /** The document of this name, without its folder and ending. */
  public static JsonNode document(String name) {
    String path = "/vectors/" + name + ".json";
    try (InputStream in = TestVectors.class.getResourceAsStream(path)) {
      return JsonMapper.builder().build().readTree(Objects.requireNonNull(in, path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases of the document of this name. */
  public static List<JsonNode> cases(String name) {
    return List.copyOf(document(name).get("cases").values());
  }
}
