package dev.gatehouse.token;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as a token holds it: members in their order, numbers exactly as written. Immutable,
 * as long as whoever makes an object or an array leaves its collection alone afterwards. Values may
 * be personal data, so none is printed.
 */
public sealed interface Json {

  /** An object; no name stands in it twice. */
  record JsonObject(Map<String, Json> members) implements Json {

    public JsonObject {
      members = Collections.unmodifiableMap(members);
    }

    /** The member of this name; null where there is none. */
    public @Nullable Json get(String name) {
      return members.get(name);
    }

    @Override
    public String toString() {
      return "JsonObject";
    }
  }

  /** An array. */
  record JsonArray(List<Json> elements) implements Json {

    public JsonArray {
      elements = Collections.unmodifiableList(elements);
    }

    @Override
    public String toString() {
      return "JsonArray";
    }
  }

  /** A string. It may hold a lone surrogate, which JSON's escapes can write. */
  record JsonText(String value) implements Json {

    @Override
    public String toString() {
      return "JsonText";
    }
  }

  /**
   * A number.
   *
   * @param text the number as written
   */
  record JsonNumber(String text) implements Json {

    @Override
    public String toString() {
      return "JsonNumber";
    }
  }

  /** {@code true} or {@code false}. */
  record JsonBool(boolean value) implements Json {

    static final JsonBool TRUE = new JsonBool(true);
    static final JsonBool FALSE = new JsonBool(false);

    @Override
    public String toString() {
      return "JsonBool";
    }
  }

  /** {@code null}. */
  enum JsonNull implements Json {
    NULL
  }
}
