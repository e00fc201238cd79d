package dev.gatehouse.keys;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON of key sets and discovery documents (RFC 8259): no name twice in an object, nothing
 * behind the document, bounded depth. A byte order mark in front is ignored, as section 8.1 allows.
 */
sealed interface StrictJson {

  /** An object, its members in their order. */
  record Members(Map<String, StrictJson> members) implements StrictJson {

    /** The member of this name; null where there is none, or where it is JSON's null. */
    @Nullable StrictJson get(String name) {
      StrictJson member = members.get(name);
      return member == Other.NULL ? null : member;
    }
  }

  /** An array. */
  record Elements(List<StrictJson> elements) implements StrictJson {}

  /** A string; it may be a secret. */
  record Text(String value) implements StrictJson {
    @Override
    public String toString() {
      return "Text";
    }
  }

  /** What nothing here needs the value of. */
  enum Other implements StrictJson {
    NULL,
    NUMBER_OR_BOOLEAN
  }

  /** Where the document is not such JSON; a part of no document. */
  record Malformed(int line, int column) implements StrictJson {
    @Override
    public String toString() {
      return "line " + line + ", column " + column;
    }
  }

  /** The document of these octets, or {@code Malformed}. */
  static StrictJson read(byte[] document) {
    return Reader.read(document);
  }

  /** Reads with Jackson, whose messages are kept back: they may quote the document. */
  final class Reader {

    private static final int DEPTH = 32;
    private static final JsonFactory FACTORY =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
            .build();

    private Reader() {}

    private static StrictJson read(byte[] document) {
      try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
        JsonToken first = parser.nextToken();
        if (first != null) {
          StrictJson value = value(parser, first);
          if (parser.nextToken() == null) {
            return value;
          }
        }
        return malformed(parser.currentTokenLocation());
      } catch (JacksonException e) {
        return malformed(e.getLocation());
      }
    }

    private static Malformed malformed(tools.jackson.core.@Nullable TokenStreamLocation at) {
      return at == null
          ? new Malformed(1, 1)
          : new Malformed(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
    }

    private static StrictJson value(JsonParser parser, JsonToken token) {
      return switch (token) {
        case START_OBJECT -> members(parser);
        case START_ARRAY -> elements(parser);
        case VALUE_STRING -> new Text(parser.getString());
        case VALUE_NULL -> Other.NULL;
        default -> Other.NUMBER_OR_BOOLEAN;
      };
    }

    private static StrictJson members(JsonParser parser) {
      Map<String, StrictJson> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        members.put(name, value(parser, parser.nextToken()));
      }
      return new Members(members);
    }

    private static StrictJson elements(JsonParser parser) {
      List<StrictJson> elements = new ArrayList<>();
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        elements.add(value(parser, token));
      }
      return new Elements(elements);
    }
  }
}
