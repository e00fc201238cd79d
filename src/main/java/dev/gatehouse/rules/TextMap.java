package dev.gatehouse.rules;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Texts by name, one of them or a list. */
@SuppressWarnings("Immutable") // nobody changes them once a rule reads them
final class TextMap<T> extends ReadOnlyMap {

  private final Map<String, T> texts;
  private final boolean caseless;

  private TextMap(Map<String, T> texts, boolean caseless, Budget budget) {
    super(budget);
    this.texts = texts;
    this.caseless = caseless;
  }

  /**
   * Header values. Rules that spell a name in capitals mean the same header.
   *
   * @param byName names in lower case
   */
  static TextMap<String> headers(Map<String, String> byName, Budget budget) {
    return new TextMap<>(byName, true, budget);
  }

  /** Query parameters; their names are case-sensitive. */
  static TextMap<List<String>> parameters(Map<String, List<String>> byName, Budget budget) {
    return new TextMap<>(byName, false, budget);
  }

  @Override
  @Nullable Object valueOf(String name) {
    T value = texts.get(folded(name));
    return value instanceof List<?> list
        ? ReadOnlyList.of(list, Function.identity(), budget)
        : value;
  }

  @Override
  boolean has(String name) {
    return texts.containsKey(folded(name));
  }

  @Override
  Set<String> names() {
    return texts.keySet();
  }

  private String folded(String name) {
    return caseless ? name.toLowerCase(Locale.ROOT) : name;
  }
}
