package dev.gatehouse.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Binds a mapping of the file to a record, noting everything that does not fit. A value that does
 * not fit gives way to its default, so that the rest can be checked as well.
 */
final class Binder {

  private final Problems problems;
  private final ScalarBinder scalars;

  Binder(Problems problems, UnaryOperator<@Nullable String> environment) {
    this.problems = problems;
    this.scalars = new ScalarBinder(problems, new Placeholders(environment));
  }

  /** The record of this type that the mapping describes. */
  <T extends Record> T bind(Place place, Class<T> type, YamlNode.Mapping mapping) {
    return type.cast(group(place, Group.of(type), mapping));
  }

  private Object group(Place place, Group group, YamlNode.Mapping mapping) {
    Map<KeySpec, YamlNode.Entry> given = given(place, group, mapping);
    @Nullable Object[] values = new @Nullable Object[group.keys().size()];
    for (int i = 0; i < values.length; i++) {
      KeySpec spec = group.keys().get(i);
      YamlNode.Entry entry = given.get(spec);
      Object value = entry == null ? null : value(place.key(spec.name()), spec, entry);
      if (entry == null && spec.required() && !problems.hasErrorAt(place.key(spec.name()).path())) {
        problems.error(
            place.path(),
            "'" + spec.name() + "' is missing in " + place.path(),
            "add " + example(spec));
      }
      values[i] = value == null ? Defaults.of(spec) : value;
    }
    return group.create(values);
  }

  private Map<KeySpec, YamlNode.Entry> given(Place place, Group group, YamlNode.Mapping mapping) {
    var given = new HashMap<KeySpec, YamlNode.Entry>();
    for (YamlNode.Entry entry : mapping.entries()) {
      KeySpec spec = group.find(entry.key());
      if (spec == null) {
        noteUnknown(place, group, entry);
        continue;
      }
      YamlNode.Entry first = given.putIfAbsent(spec, entry);
      if (first == null) {
        problems.locate(place.path() + "." + spec.name(), entry.keySpan(), entry.value());
      } else {
        problems.errorAt(
            entry.keySpan(),
            place.path() + "." + spec.name(),
            "the key '"
                + spec.name()
                + "' is given twice, as '"
                + first.key()
                + "' and as '"
                + entry.key()
                + "'",
            "the other stands in line " + first.keySpan().line() + ": remove one of them");
      }
    }
    return given;
  }

  private void noteUnknown(Place place, Group group, YamlNode.Entry entry) {
    var suggestion = UnknownKeys.suggestion(place, group, entry.key());
    problems.errorAt(
        entry.keySpan(),
        place.path() + "." + entry.key(),
        "unknown key '" + entry.key() + "' in " + place.path(),
        suggestion.advice());
    if (suggestion.isSecret(entry.key())) {
      problems.conceal(entry.value());
    }
    String meant = suggestion.meant() == null ? null : place.resolve(suggestion.meant());
    if (meant != null) {
      problems.excuse(meant);
    }
  }

  private @Nullable Object value(Place place, KeySpec spec, YamlNode.Entry entry) {
    if (spec.about().secret()) {
      problems.conceal(entry.value());
    }
    Object value = value(place, spec.type(), spec.about(), entry.value());
    return value == null || Bounds.hold(problems, place, spec, value) ? value : null;
  }

  /** What the node says of this type; null where it does not fit, which is then noted. */
  @Nullable Object value(Place place, ValueType type, Key about, YamlNode node) {
    if (isEmpty(node)) {
      problems.error(
          place.path(),
          "'" + place.path() + "' is empty",
          "give it a value, or remove the key; leaving it empty is never the same as leaving it"
              + " out");
      return null;
    }
    return switch (type) {
      case ValueType.ListOf list -> list(place, list, about, node);
      case ValueType.MapOf map -> map(place, map, about, node);
      case ValueType.Nested nested -> nested(place, nested, node);
      case ValueType.Text _,
          ValueType.Flag _,
          ValueType.Whole _,
          ValueType.Time _,
          ValueType.Size _,
          ValueType.Choice _ ->
          scalar(place, type, about, node);
    };
  }

  private @Nullable Object scalar(Place place, ValueType type, Key about, YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return scalars.bind(place, type, about, scalar);
    }
    problems.error(
        place.path(),
        place.path() + " is one value, and this is " + Shapes.of(node),
        Shapes.advice(place));
    return null;
  }

  private @Nullable Object list(Place place, ValueType.ListOf type, Key about, YamlNode node) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      problems.error(
          place.path(),
          place.path() + " is a list, and this is " + Shapes.of(node),
          Shapes.asList(node, about));
      return null;
    }
    var items = new ArrayList<Object>();
    boolean whole = true;
    for (int i = 0; i < sequence.items().size(); i++) {
      Place element = place.element(i);
      problems.locate(element.path(), null, sequence.items().get(i));
      Object item = value(element, type.element(), about, sequence.items().get(i));
      if (item == null) {
        whole = false;
        // keeps the indexes of the others, by which they are found in the file
        item = Defaults.placeholder(type.element());
      }
      items.add(item);
    }
    return whole || type.element() instanceof ValueType.Nested ? List.copyOf(items) : null;
  }

  private @Nullable Object map(Place place, ValueType.MapOf type, Key about, YamlNode node) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      problems.error(
          place.path(),
          place.path() + " is a mapping, and this is " + Shapes.of(node),
          "write each entry as 'name: ...' below '" + place.path() + ":', without '-'");
      return null;
    }
    var entries = new LinkedHashMap<String, Object>();
    for (YamlNode.Entry entry : mapping.entries()) {
      Place named = place.named(entry.key());
      problems.locate(named.path(), entry.keySpan(), entry.value());
      Object value = value(named, type.element(), about, entry.value());
      entries.put(entry.key(), value == null ? Defaults.placeholder(type.element()) : value);
    }
    return Collections.unmodifiableMap(entries);
  }

  private @Nullable Object nested(Place place, ValueType.Nested type, YamlNode node) {
    if (node instanceof YamlNode.Mapping mapping) {
      return group(place, type.group(), mapping);
    }
    problems.error(
        place.path(),
        place.path() + " is a mapping, and this is " + Shapes.of(node),
        Shapes.asMapping(place, type.group()));
    return null;
  }

  private static boolean isEmpty(YamlNode node) {
    return switch (node) {
      case YamlNode.Nothing _ -> true;
      case YamlNode.Scalar scalar -> scalar.text().isBlank();
      case YamlNode.Sequence sequence -> sequence.items().isEmpty();
      case YamlNode.Mapping mapping -> mapping.entries().isEmpty();
    };
  }

  private static String example(KeySpec spec) {
    String example = spec.about().example();
    return example.isEmpty()
        ? "'" + spec.name() + ": ...'"
        : "'" + spec.name() + ": " + example + "'";
  }
}
