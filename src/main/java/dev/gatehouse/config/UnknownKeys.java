package dev.gatehouse.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says which key somebody probably meant who wrote one that does not exist. */
final class UnknownKeys {

  private static final Set<String> SECRETS =
      Set.of(
          "gatehouse.providers.<name>.jwks.inline",
          "gatehouse.providers.<name>.jwks.headers",
          "gatehouse.providers.<name>.jwks.proxy");

  private UnknownKeys() {}

  /**
   * What to write in the place of a key that does not exist.
   *
   * @param meant the pattern of the key that was meant; null where one cannot tell
   */
  record Suggestion(String advice, @Nullable String meant) {

    /** Whether the value behind the key may be key material or a credential. */
    boolean isSecret(String key) {
      String normal = Names.normal(key);
      return (meant != null && SECRETS.contains(meant))
          || normal.contains("secret")
          || normal.contains("password")
          || normal.endsWith("key");
    }
  }

  /** What to write in place of this key of the group. */
  static Suggestion suggestion(Place place, Group group, String key) {
    List<String> here = group.keys().stream().map(KeySpec::name).toList();
    for (String known : here) {
      if (Names.normal(known).equals(Names.normal(key))) {
        return sibling(place, "write '" + known + "'", known);
      }
    }
    Suggestion foreign = ForeignNames.SHIPPED.suggestion(place.pattern(), key);
    if (foreign != null) {
      return foreign;
    }
    String dotted = dotted(group, key);
    if (dotted != null) {
      return new Suggestion(dotted, place.pattern() + "." + key);
    }
    String elsewhere = elsewhere(key);
    List<String> known = group.keys().stream().map(KeySpec::name).toList();
    String nearest = Names.nearest(key, here);
    if (nearest != null && (elsewhere == null || Names.distance(key, nearest, 1) <= 1)) {
      return sibling(place, "did you mean '" + nearest + "'?", nearest);
    }
    return new Suggestion(
        elsewhere != null ? elsewhere : "the keys here are " + String.join(", ", known), null);
  }

  private static Suggestion sibling(Place place, String advice, String known) {
    return new Suggestion(advice, place.pattern() + "." + known);
  }

  /** A dot separates nothing in YAML. */
  private static @Nullable String dotted(Group group, String key) {
    int dot = key.indexOf('.');
    if (dot <= 0) {
      return null;
    }
    KeySpec first = group.find(key.substring(0, dot));
    return first == null
        ? null
        : "dots do not nest: write '"
            + first.name()
            + ":' and below it '"
            + key.substring(dot + 1)
            + ":', indented";
  }

  private static @Nullable String elsewhere(String key) {
    var homes = new ArrayList<String>();
    collect(Place.ROOT.pattern(), Group.of(GatehouseProperties.class), key, homes);
    if (homes.isEmpty()) {
      return null;
    }
    return homes.stream()
        .limit(3)
        .collect(Collectors.joining(" or ", "'" + key + "' is a key of ", ": move it there"));
  }

  private static void collect(String pattern, Group group, String key, List<String> homes) {
    for (KeySpec spec : group.keys()) {
      if (Names.normal(spec.name()).equals(Names.normal(key))) {
        homes.add(pattern);
      }
      descend(pattern + "." + spec.name(), spec.type(), key, homes);
    }
  }

  private static void descend(String pattern, ValueType type, String key, List<String> homes) {
    switch (type) {
      case ValueType.Nested nested -> collect(pattern, nested.group(), key, homes);
      case ValueType.MapOf map -> descend(pattern + ".<name>", map.element(), key, homes);
      case ValueType.ListOf list -> descend(pattern + "[]", list.element(), key, homes);
      case ValueType.Text _,
          ValueType.Flag _,
          ValueType.Whole _,
          ValueType.Time _,
          ValueType.Size _,
          ValueType.Choice _ -> {}
    }
  }
}
