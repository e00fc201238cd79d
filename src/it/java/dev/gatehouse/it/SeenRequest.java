package dev.gatehouse.it;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A request as it reached the upstream, octet for octet. */
record SeenRequest(
    String method, String target, List<Field> fields, List<Field> trailers, String body) {

  static SeenRequest of(JsonNode echo) {
    return new SeenRequest(
        echo.path("method").asString(),
        echo.path("target").asString(),
        pairs(echo.path("rawHeaders")),
        pairs(echo.path("rawTrailers")),
        echo.path("body").asString());
  }

  private static List<Field> pairs(JsonNode flat) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      fields.add(new Field(flat.get(i).asString(), flat.get(i + 1).asString()));
    }
    return List.copyOf(fields);
  }

  /** The values of every line of this name, in order. */
  List<String> headers(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /** The values of every line that some upstream may read as this name: any case, `_`, `.`, `-`. */
  List<String> lookalikes(String name) {
    return fields.stream()
        .filter(field -> plain(field.name()).equalsIgnoreCase(plain(name)))
        .map(Field::value)
        .toList();
  }

  private static String plain(String name) {
    return name.replace('_', '-').replace('.', '-');
  }
}
