package dev.gatehouse.token;

import dev.gatehouse.token.Json.JsonArray;
import dev.gatehouse.token.Json.JsonNull;
import dev.gatehouse.token.Json.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scopes a token must have, all of them. A token's scopes are the words of {@code scope} (RFC
 * 8693, section 4.2), or, where it has none, of {@code scp}, which may be a list as well. A claim
 * of any other JSON type grants nothing, and {@code scp} never adds to {@code scope}. Immutable.
 */
public final class Scopes {

  /** Asks for nothing. */
  public static final Scopes NONE = new Scopes(List.of());

  private final List<String> required;

  private Scopes(List<String> required) {
    this.required = required;
  }

  /**
   * Asks for these.
   *
   * @throws IllegalArgumentException if one is no scope
   */
  public static Scopes of(List<String> required) {
    for (String scope : required) {
      if (!isScope(scope)) {
        throw new IllegalArgumentException("'" + scope + "' cannot be a scope");
      }
    }
    return new Scopes(List.copyOf(required));
  }

  /**
   * Whether the text can be a scope: printable ASCII without space, quote, backslash (RFC 6749).
   */
  public static boolean isScope(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** What is asked for, in the order of the configuration. */
  public List<String> required() {
    return required;
  }

  /** What these claims lack of it, in that order; nobody's claims lack all of it. */
  public List<String> missingFrom(@Nullable Claims claims) {
    Json granted = claims == null ? null : claims.grantedScopes();
    List<String> missing = null;
    for (String scope : required) {
      if (!grants(granted, scope)) {
        missing = missing == null ? new ArrayList<>(required.size()) : missing;
        missing.add(scope);
      }
    }
    return missing == null ? List.of() : List.copyOf(missing);
  }

  /** What these claims grant scopes by, a text or a list of texts; null: nothing. */
  static @Nullable Json granted(Json.JsonObject claims) {
    Json scope = claims.get("scope");
    if (scope != null && scope != JsonNull.NULL) {
      return scope instanceof JsonText ? scope : null;
    }
    Json scp = claims.get("scp");
    if (scp instanceof JsonArray(var elements)) {
      return texts(elements);
    }
    return scp instanceof JsonText ? scp : null;
  }

  /** Without what is no text: it grants nothing, and may be large. */
  private static JsonArray texts(List<Json> elements) {
    List<Json> texts = new ArrayList<>(elements.size());
    for (Json element : elements) {
      if (element instanceof JsonText) {
        texts.add(element);
      }
    }
    return new JsonArray(texts);
  }

  /** Octets that this takes. */
  static int weight(@Nullable Json granted) {
    if (granted instanceof JsonText(var words)) {
      return 16 + Claims.textWeight(words);
    }
    int weight = 0;
    if (granted instanceof JsonArray(var elements)) {
      weight = 80;
      for (Json element : elements) {
        weight += 4 + weight(element);
      }
    }
    return weight;
  }

  private static boolean grants(@Nullable Json granted, String scope) {
    if (granted instanceof JsonText(var words)) {
      return hasWord(words, scope);
    }
    if (granted instanceof JsonArray(var elements)) {
      for (Json element : elements) {
        if (element instanceof JsonText(var text) && text.equals(scope)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasWord(String words, String word) {
    int at = words.indexOf(word);
    while (at >= 0) {
      int end = at + word.length();
      boolean begins = at == 0 || words.charAt(at - 1) == ' ';
      boolean ends = end == words.length() || words.charAt(end) == ' ';
      if (begins && ends) {
        return true;
      }
      at = words.indexOf(word, at + 1);
    }
    return false;
  }
}
