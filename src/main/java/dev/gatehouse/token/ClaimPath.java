package dev.gatehouse.token;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Where in a token a claim stands (contract, section 4): {@code a.b} names the claim {@code a.b} if
 * there is one, else {@code b} in {@code a}; {@code a\.b} only the first. Immutable.
 */
public final class ClaimPath {

  private static final int MAX_NAMES = 16;

  private final String text;

  /** {@code literals[from][to]}: the names from one to the other, joined by dots. */
  private final String[][] literals;

  private ClaimPath(String text, String[] names) {
    this.text = text;
    this.literals = new String[names.length][names.length];
    for (int from = 0; from < names.length; from++) {
      var joined = new StringBuilder();
      for (int to = from; to < names.length; to++) {
        joined.append(to == from ? "" : ".").append(names[to]);
        literals[from][to] = joined.toString();
      }
    }
  }

  /**
   * The path of this text.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static ClaimPath parse(String text) {
    var names = new ArrayList<String>();
    var name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        names.add(named(name, text));
      } else if (c == '\\') {
        name.append(escaped(text, ++i));
      } else {
        name.append(c);
      }
    }
    names.add(named(name, text));
    if (names.size() > MAX_NAMES) {
      throw new IllegalArgumentException(
          "claim path has " + names.size() + " names, at most " + MAX_NAMES + " are allowed");
    }
    return new ClaimPath(text, names.toArray(String[]::new));
  }

  private static String named(StringBuilder name, String text) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("claim path '" + text + "' has an empty name");
    }
    String named = name.toString();
    name.setLength(0);
    return named;
  }

  private static char escaped(String text, int at) {
    if (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == '\\')) {
      return text.charAt(at);
    }
    throw new IllegalArgumentException(
        "claim path '" + text + "': a \\ may stand only before a . or another \\");
  }

  /** The claim in these claims; null where there is none. It may be JSON's {@code null}. */
  @Nullable Json in(Json.JsonObject claims) {
    return find(claims, 0);
  }

  private @Nullable Json find(Json.JsonObject object, int from) {
    int last = literals.length - 1;
    for (int to = last; to >= from; to--) {
      Json value = object.get(literals[from][to]);
      if (value != null && to == last) {
        return value;
      }
      if (value instanceof Json.JsonObject inner) {
        Json found = find(inner, to + 1);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClaimPath path && text.equals(path.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The path as configured. */
  @Override
  public String toString() {
    return text;
  }
}
