package dev.gatehouse.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public vectors under {@code vectors/}; each file names its source and licence. */
final class TestVectors {

  private TestVectors() {}

  static JsonNode read(String name) {
    try (var file = TestVectors.class.getResourceAsStream("/vectors/" + name)) {
      return JsonMapper.shared().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static byte[] base64url(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
