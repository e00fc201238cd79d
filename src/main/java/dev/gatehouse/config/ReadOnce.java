package dev.gatehouse.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is read at start and never again, and the warnings of its change. */
final class ReadOnce {

  private static final String ADVICE = "restart to put the change into force";

  private static final Map<String, Function<GatehouseProperties, @Nullable Object>> OURS =
      Map.of(
          "gatehouse.limits.requestLine", properties -> properties.limits().requestLine(),
          "gatehouse.limits.headers", properties -> properties.limits().headers(),
          "gatehouse.limits.headersTimeout", properties -> properties.limits().headersTimeout(),
          "gatehouse.limits.idleTimeout", properties -> properties.limits().idleTimeout(),
          "gatehouse.limits.connections", properties -> properties.limits().connections(),
          "gatehouse.signatures", GatehouseProperties::signatures,
          "gatehouse.forwardAuth.port", ReadOnce::forwardAuthPort);

  private ReadOnce() {}

  private static @Nullable Object forwardAuthPort(GatehouseProperties properties) {
    ForwardAuthProperties forwardAuth = properties.forwardAuth();
    return forwardAuth == null ? null : forwardAuth.port();
  }

  /** Warns of our own keys that changed. */
  static void warn(GatehouseProperties before, GatehouseProperties now, Problems problems) {
    OURS.forEach(
        (path, value) -> {
          if (!Objects.equals(value.apply(before), value.apply(now))) {
            warn(path, problems);
          }
        });
  }

  /** Warns of keys outside of ours that changed, as {@link #outside} found them. */
  static void warn(Map<String, String> before, Map<String, String> now, Problems problems) {
    Set<String> changed = new TreeSet<>(before.keySet());
    changed.addAll(now.keySet());
    changed.removeIf(place -> Objects.equals(before.get(place), now.get(place)));
    // which of them are secrets, only Spring knows
    now.keySet().forEach(place -> problems.conceal(path(place)));
    for (String place : changed) {
      warn(path(place), problems);
    }
  }

  private static String path(String place) {
    return place.substring(place.indexOf(' ') + 1);
  }

  private static void warn(String path, Problems problems) {
    problems.warning(
        path, "'" + path + "' is read at start alone: its old value stays in force", ADVICE);
  }

  /**
   * Every value that stands outside of {@code gatehouse:}, by the number of its document and its
   * path.
   */
  static Map<String, String> outside(List<YamlNode> documents) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < documents.size(); i++) {
      if (documents.get(i) instanceof YamlNode.Mapping root) {
        for (YamlNode.Entry entry : root.entries()) {
          if (!entry.key().equals(Place.ROOT.path())) {
            collect(i + " " + entry.key(), entry.value(), values);
          }
        }
      }
    }
    return values;
  }

  private static void collect(String path, YamlNode node, Map<String, String> values) {
    switch (node) {
      case YamlNode.Mapping mapping ->
          mapping.entries().forEach(e -> collect(path + "." + e.key(), e.value(), values));
      case YamlNode.Sequence sequence -> {
        for (int i = 0; i < sequence.items().size(); i++) {
          collect(path + "[" + i + "]", sequence.items().get(i), values);
        }
      }
      case YamlNode.Scalar scalar -> values.put(path, scalar.text());
      case YamlNode.Nothing _ -> values.put(path, "");
    }
  }
}
