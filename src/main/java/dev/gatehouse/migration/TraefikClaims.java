package dev.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims that the plugin agilezebra/jwt-middleware requires. A claim has to be one of the
 * values, or to hold one of them.
 *
 * <p>Not thread-safe: one middleware.
 */
final class TraefikClaims {

  private static final int DEEPEST = 16;

  private final Item plugin;
  private final List<String> audiences = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();

  TraefikClaims(Item plugin) {
    this.plugin = plugin;
    Item require = plugin.item("require");
    if (require != null) {
      for (String claim : require.keys()) {
        read(require, claim);
      }
    }
  }

  /** The values of {@code aud}, where there is no more to it than that. */
  List<String> audiences() {
    return audiences;
  }

  /** The other requirements as CEL, all of which must hold. */
  List<String> conditions() {
    return conditions;
  }

  private void read(Item require, String claim) {
    boolean plain =
        claim.equals("aud")
            && !require.isMapping(claim)
            && require.mixed(claim).stream()
                .allMatch(
                    element ->
                        element instanceof Element.Text(String text)
                            && !TraefikAgilezebra.isTemplate(text));
    if (plain) {
      audiences.addAll(require.texts(claim));
    } else {
      conditions.add(stripped(condition(require, claim, "jwt", 0)));
    }
  }

  private String condition(Item item, String key, String parent, int depth) {
    String quoted = quoted(key);
    String claim = isName(key) ? parent + "." + key : parent + "[" + quoted + "]";
    if (quoted == null || depth > DEEPEST) {
      return untold(item, key);
    }
    Item mapping = item.isMapping(key) ? item.item(key) : null;
    return mapping == null
        ? joined(item, key, claim, " || ", depth)
        : within(mapping, claim, depth + 1);
  }

  /** {@code $and}, {@code $or}, or claims within the claim, all of which must hold. */
  private String within(Item mapping, String claim, int depth) {
    List<String> keys = mapping.keys();
    if (keys.isEmpty() || depth > DEEPEST) {
      return untold(mapping, "");
    }
    if (keys.size() == 1 && keys.getFirst().equals("$and")) {
      return joined(mapping, "$and", claim, " && ", depth);
    }
    if (keys.size() == 1 && keys.getFirst().equals("$or")) {
      return joined(mapping, "$or", claim, " || ", depth);
    }
    return keys.stream()
        .map(key -> condition(mapping, key, claim, depth))
        .collect(Collectors.joining(" && ", "(", ")"));
  }

  private String joined(Item item, String key, String claim, String operator, int depth) {
    var parts = new ArrayList<String>();
    for (Element element : item.mixed(key)) {
      parts.add(
          switch (element) {
            case Element.Text(String text) -> value(item, key, claim, text);
            case Element.Mapping(Item mapping) -> within(mapping, claim, depth + 1);
          });
    }
    if (parts.isEmpty()) {
      return untold(item, key);
    }
    return parts.size() == 1 ? parts.getFirst() : "(" + String.join(operator, parts) + ")";
  }

  private String value(Item item, String key, String claim, String text) {
    String quoted = TraefikAgilezebra.isTemplate(text) ? null : quoted(text);
    if (quoted == null) {
      return untold(item, key);
    }
    return claim.equals("jwt.aud")
        ? "(" + quoted + " in jwt.aud)"
        : "(" + claim + " == " + quoted + " || " + quoted + " in " + claim + ")";
  }

  private String untold(Item item, String key) {
    plugin
        .notes()
        .lost(item.place(key) + ": it has no counterpart; 'false' stands for it and refuses");
    return "false";
  }

  private static boolean isName(String key) {
    return CelWords.isName(key);
  }

  /** The text as CEL quotes it; null where it holds what CEL would have to escape. */
  private static @Nullable String quoted(String text) {
    boolean simple =
        text.chars().noneMatch(c -> c == '\'' || c == '\\' || Character.isISOControl(c));
    return simple ? "'" + text + "'" : null;
  }

  /** Without the brackets around the whole. */
  private static String stripped(String condition) {
    if (!condition.startsWith("(") || !condition.endsWith(")")) {
      return condition;
    }
    int depth = 0;
    for (int i = 0; i < condition.length() - 1; i++) {
      depth += condition.charAt(i) == '(' ? 1 : condition.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return condition;
      }
    }
    return condition.substring(1, condition.length() - 1);
  }
}
