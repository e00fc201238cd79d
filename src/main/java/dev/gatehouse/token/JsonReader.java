package dev.gatehouse.token;

import dev.gatehouse.token.Json.JsonArray;
import dev.gatehouse.token.Json.JsonBool;
import dev.gatehouse.token.Json.JsonNull;
import dev.gatehouse.token.Json.JsonNumber;
import dev.gatehouse.token.Json.JsonObject;
import dev.gatehouse.token.Json.JsonText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Reads the JSON of untrusted tokens: bounded, and unambiguous to every reader behind us. */
final class JsonReader {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_LENGTH = 128;

  /** Names come from strangers: they are neither interned nor kept in a table all parsers share. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .build())
          .build();

  private JsonReader() {}

  /**
   * The object that these octets hold; null where they are not strict UTF-8, not one JSON object,
   * too deep, or name a member twice at any depth.
   */
  static @Nullable JsonObject object(byte[] utf8) {
    // Jackson would guess UTF-16 from the first octets, and take overlong forms.
    CharBuffer text = decode(utf8);
    if (text == null) {
      return null;
    }
    try (JsonParser parser =
        JSON.createParser(
            ObjectReadContext.empty(), text.array(), text.arrayOffset(), text.limit())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      JsonObject object = readObject(parser);
      return object != null && parser.nextToken() == null ? object : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable CharBuffer decode(byte[] utf8) {
    var text = CharBuffer.allocate(utf8.length);
    var decoder = StandardCharsets.UTF_8.newDecoder();
    if (decoder.decode(ByteBuffer.wrap(utf8), text, true).isError()) {
      return null;
    }
    return text.flip();
  }

  private static @Nullable JsonObject readObject(JsonParser parser) {
    var members = new LinkedHashMap<String, Json>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Json value = readValue(parser, parser.nextToken());
      if (value == null || members.putIfAbsent(name, value) != null) {
        return null;
      }
    }
    return new JsonObject(members);
  }

  private static @Nullable JsonArray readArray(JsonParser parser) {
    var elements = new ArrayList<Json>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      Json value = readValue(parser, token);
      if (value == null) {
        return null;
      }
      elements.add(value);
    }
    return new JsonArray(elements);
  }

  private static @Nullable Json readValue(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> new JsonText(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getString());
      case VALUE_TRUE -> JsonBool.TRUE;
      case VALUE_FALSE -> JsonBool.FALSE;
      case VALUE_NULL -> JsonNull.NULL;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT -> null;
    };
  }
}
