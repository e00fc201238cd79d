package dev.gatehouse.token;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as a token holds it: immutable, members in their order, numbers exactly as written.
 */
public sealed interface Json {

  /** An object; no name stands in it twice. */
  record JsonObject(Map<String, Json> members) implements Json {

    /** The member of this name; null where there is none. */
    public @Nullable Json get(String name) {
      return members.get(name);
    }
  }

  /** An array. */
  record JsonArray(List<Json> elements) implements Json {}

  /** A string. It may hold a lone surrogate, which JSON's escapes can write. */
  record JsonText(String value) implements Json {}

  /**
   * A number.
   *
   * @param text the number as written
   */
  record JsonNumber(String text) implements Json {}

  /** {@code true} or {@code false}. */
  record JsonBool(boolean value) implements Json {}

  /** {@code null}. */
  enum JsonNull implements Json {
    NULL
  }
}
