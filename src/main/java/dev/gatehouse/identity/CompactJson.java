package dev.gatehouse.identity;

import dev.gatehouse.token.Json;
import dev.gatehouse.token.Json.JsonArray;
import dev.gatehouse.token.Json.JsonBool;
import dev.gatehouse.token.Json.JsonNull;
import dev.gatehouse.token.Json.JsonNumber;
import dev.gatehouse.token.Json.JsonObject;
import dev.gatehouse.token.Json.JsonText;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON without whitespace (RFC 8259), so that any header can hold it: what HTTP or UTF-8
 * can't carry is escaped.
 */
final class CompactJson {

  private static final String HEX = "0123456789abcdef";

  private CompactJson() {}

  /** The JSON text of a value, members in their order, numbers as they were written. */
  static String of(Json value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Json value, StringBuilder out) {
    switch (value) {
      case JsonObject(var members) -> writeObject(members, out);
      case JsonArray(var elements) -> writeArray(elements, out);
      case JsonText(var text) -> writeText(text, out);
      case JsonNumber(var number) -> out.append(number);
      case JsonBool(boolean bool) -> out.append(bool);
      case JsonNull.NULL -> out.append("null");
    }
  }

  private static void writeObject(Map<String, Json> members, StringBuilder out) {
    out.append('{');
    boolean first = true;
    for (var member : members.entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      writeText(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
    }
    out.append('}');
  }

  private static void writeArray(List<Json> elements, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(elements.get(i), out);
    }
    out.append(']');
  }

  private static void writeText(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Unsafe.isControl(c) || Unsafe.isLoneSurrogate(text, i)) {
            writeEscape(c, out);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static void writeEscape(char c, StringBuilder out) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt(c >> shift & 15));
    }
  }
}
