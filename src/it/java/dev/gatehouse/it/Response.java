package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as it was read from the wire.
 *
 * @param octets its body, a character an octet
 */
record Response(int status, List<Field> fields, String octets) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** The values of every line of this name, in order. */
  List<String> headers(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /** The value of the only line of this name, or "" where there is none. */
  String header(String name) {
    List<String> values = headers(name);
    if (values.size() > 1) {
      throw new AssertionError(name + " is there " + values.size() + " times: " + values);
    }
    return values.isEmpty() ? "" : values.getFirst();
  }

  String text() {
    return new String(octets.getBytes(ISO_8859_1), UTF_8);
  }

  JsonNode json() {
    return JSON.readTree(text());
  }

  /** What the upstream says it got. */
  SeenRequest seen() {
    return SeenRequest.of(json());
  }

  @Override
  public String toString() {
    return "HTTP " + status + " " + fields + "\n" + text();
  }
}
