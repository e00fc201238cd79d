package dev.gatehouse.rules;

import dev.cel.common.exceptions.CelNumericOverflowException;
import dev.cel.common.values.NullValue;
import dev.gatehouse.token.Json;
import dev.gatehouse.token.Json.JsonArray;
import dev.gatehouse.token.Json.JsonBool;
import dev.gatehouse.token.Json.JsonNull;
import dev.gatehouse.token.Json.JsonNumber;
import dev.gatehouse.token.Json.JsonObject;
import dev.gatehouse.token.Json.JsonText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Claims as rules see them; no tree is copied. */
@SuppressWarnings("Immutable") // a token's claims are
final class ClaimMap extends ReadOnlyMap {

  private static final String AUDIENCE = "aud";

  private final Map<String, Json> members;

  /** What {@code aud} is read as; null inside of claims, where it is a name as any other. */
  private final @Nullable List<String> audiences;

  private ClaimMap(Map<String, Json> members, @Nullable List<String> audiences, Budget budget) {
    super(budget);
    this.members = members;
    this.audiences = audiences;
  }

  /** A token's claims, {@code aud} always a list. */
  static ClaimMap of(JsonObject claims, List<String> audiences, Budget budget) {
    return new ClaimMap(claims.members(), audiences, budget);
  }

  /** Nobody's claims. */
  static ClaimMap ofNobody(Budget budget) {
    return new ClaimMap(Map.of(), null, budget);
  }

  @Override
  @Nullable Object valueOf(String name) {
    if (audiences != null && name.equals(AUDIENCE)) {
      return ReadOnlyList.of(audiences, Function.identity(), budget);
    }
    Json member = members.get(name);
    return member == null ? null : made(member);
  }

  @Override
  boolean has(String name) {
    return members.containsKey(name) || (audiences != null && name.equals(AUDIENCE));
  }

  @Override
  Set<String> names() {
    if (audiences == null || members.containsKey(AUDIENCE)) {
      return members.keySet();
    }
    budget.steps(members.size());
    var names = new LinkedHashSet<>(members.keySet());
    names.add(AUDIENCE);
    return names;
  }

  private Object made(Json json) {
    return switch (json) {
      case JsonText(var text) -> text;
      case JsonBool(boolean bool) -> bool;
      case JsonNull _ -> NullValue.NULL_VALUE;
      case JsonNumber(var text) -> number(text);
      case JsonObject(var inner) -> new ClaimMap(inner, null, budget);
      case JsonArray(var elements) -> ReadOnlyList.of(elements, this::made, budget);
    };
  }

  /** An integer is exact or an error: a rounded account number is somebody else's. */
  private static Object number(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return fraction(text);
      }
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new CelNumericOverflowException(e);
    }
  }

  private static Object fraction(String text) {
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new CelNumericOverflowException("beyond every double");
    }
    return value;
  }
}
