package dev.gatehouse.identity;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.token.Claims;
import dev.gatehouse.token.Json;
import dev.gatehouse.token.Json.JsonArray;
import dev.gatehouse.token.Json.JsonBool;
import dev.gatehouse.token.Json.JsonNull;
import dev.gatehouse.token.Json.JsonNumber;
import dev.gatehouse.token.Json.JsonObject;
import dev.gatehouse.token.Json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The identity headers of a provider (contract, section 4). Immutable. */
public final class IdentityHeaders {

  private final List<ClaimToHeader> mappings;

  private IdentityHeaders(List<ClaimToHeader> mappings) {
    this.mappings = List.copyOf(mappings);
  }

  /** The headers of these mappings, rendered in this order. */
  public static IdentityHeaders of(List<ClaimToHeader> mappings) {
    return new IdentityHeaders(mappings);
  }

  /**
   * The header lines of verified claims; a claim that is absent or null has none.
   *
   * @return null where a claim holds what no header can ({@code claim_not_header_safe})
   */
  public @Nullable List<HeaderField> render(Claims claims) {
    var lines = new ArrayList<HeaderField>(mappings.size());
    for (ClaimToHeader mapping : mappings) {
      Json claim = claims.find(mapping.claim());
      if (claim == null || claim == JsonNull.NULL) {
        continue;
      }
      String value = value(claim, mapping.encoding());
      if (value == null) {
        return null;
      }
      lines.add(new HeaderField(mapping.header(), value));
    }
    return lines;
  }

  /** The first mapping whose claim no header can hold; null where every header can be written. */
  public @Nullable ClaimToHeader unsafe(Claims claims) {
    for (ClaimToHeader mapping : mappings) {
      Json claim = claims.find(mapping.claim());
      if (claim == null || claim == JsonNull.NULL) {
        continue;
      }
      if (value(claim, mapping.encoding()) == null) {
        return mapping;
      }
    }
    return null;
  }

  private static @Nullable String value(Json claim, Encoding encoding) {
    return switch (encoding) {
      case TEXT -> {
        String text = text(claim);
        yield Unsafe.inHeader(text) ? null : octets(text);
      }
      case JSON -> octets(CompactJson.of(claim));
      case BASE64URL ->
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(CompactJson.of(claim).getBytes(StandardCharsets.UTF_8));
    };
  }

  private static String text(Json claim) {
    return switch (claim) {
      case JsonText(var text) -> text;
      case JsonArray(var elements) when isListOfScalars(elements) -> list(elements);
      case JsonArray _, JsonObject _, JsonNumber _, JsonBool _, JsonNull _ -> CompactJson.of(claim);
    };
  }

  /** A list with a null in it is none: joined, the null would read as a value. */
  private static boolean isListOfScalars(List<Json> elements) {
    for (Json element : elements) {
      boolean scalar =
          switch (element) {
            case JsonText _, JsonNumber _, JsonBool _ -> true;
            case JsonArray _, JsonObject _, JsonNull _ -> false;
          };
      if (!scalar) {
        return false;
      }
    }
    return true;
  }

  private static String list(List<Json> elements) {
    var list = new StringBuilder();
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        list.append(',');
      }
      appendElement(text(elements.get(i)), list);
    }
    return list.toString();
  }

  /** A comma inside an element would make two of it, and grant what the second one names. */
  private static void appendElement(String element, StringBuilder list) {
    for (int i = 0; i < element.length(); i++) {
      char c = element.charAt(i);
      switch (c) {
        case ',' -> list.append("%2C");
        case '%' -> list.append("%25");
        default -> list.append(c);
      }
    }
  }

  /** UTF-8, one character an octet. */
  private static String octets(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
