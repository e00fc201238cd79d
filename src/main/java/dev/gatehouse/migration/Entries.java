package dev.gatehouse.migration;

import static java.util.Objects.requireNonNull;

import dev.gatehouse.config.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a mapping, found without regard to case, {@code -} and {@code _}, as Envoy, Spring
 * and Traefik do.
 */
final class Entries {

  private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();

  /** Adds an entry; false where there is one that nobody could tell from it. */
  boolean add(YamlNode.Entry entry) {
    return entries.putIfAbsent(normal(entry.key()), entry) == null;
  }

  /** The entry; null where there is none. */
  YamlNode.@Nullable Entry find(String key) {
    return entries.get(normal(key));
  }

  /**
   * The entry.
   *
   * @throws NullPointerException if there is none
   */
  YamlNode.Entry get(String key) {
    return requireNonNull(find(key), key);
  }

  /** What stands behind the key; null where there is no such key. */
  @Nullable YamlNode value(String key) {
    YamlNode.Entry entry = find(key);
    return entry == null ? null : entry.value();
  }

  /** In the order of the file. */
  List<YamlNode.Entry> all() {
    return List.copyOf(entries.values());
  }

  /** The mappings directly within, also those in lists, by their place in it. */
  Map<String, YamlNode.Mapping> mappings() {
    var mappings = new LinkedHashMap<String, YamlNode.Mapping>();
    for (YamlNode.Entry entry : entries.values()) {
      if (entry.value() instanceof YamlNode.Mapping mapping) {
        mappings.put(entry.key(), mapping);
      } else if (entry.value() instanceof YamlNode.Sequence sequence) {
        for (int i = 0; i < sequence.items().size(); i++) {
          if (sequence.items().get(i) instanceof YamlNode.Mapping mapping) {
            mappings.put(entry.key() + "[" + i + "]", mapping);
          }
        }
      }
    }
    return mappings;
  }

  /** The key as it is compared. */
  static String normal(String key) {
    return key.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }
}
