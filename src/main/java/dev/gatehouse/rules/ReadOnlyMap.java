package dev.gatehouse.rules;

import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import dev.cel.common.values.SelectableValue;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map for rules whose values are made when they are read. It is one of the library's own values,
 * because the library walks through every other map, to its last leaf, each time it is named.
 */
@SuppressWarnings("Immutable") // what is behind it is, and a budget is spent by one evaluation
abstract class ReadOnlyMap extends CelValue
    implements Map<Object, Object>, SelectableValue<Object> {

  private static final CelType TYPE = MapType.create(SimpleType.STRING, SimpleType.DYN);

  final Budget budget;

  ReadOnlyMap(Budget budget) {
    this.budget = budget;
  }

  /** The value of this name; null where there is none. */
  abstract @Nullable Object valueOf(String name);

  /** Whether there is a value of this name, which need not be made for it. */
  abstract boolean has(String name);

  /** The names of all values. */
  abstract Set<String> names();

  @Override
  public final @Nullable Object get(@Nullable Object key) {
    budget.step();
    Object value = key instanceof String name ? valueOf(name) : null;
    return value == null ? null : budget.read(value);
  }

  @Override
  public final boolean containsKey(@Nullable Object key) {
    budget.step();
    return key instanceof String name && has(name);
  }

  @Override
  public final Object select(Object field) {
    Object value = get(field);
    if (value == null) {
      throw CelAttributeNotFoundException.of("absent");
    }
    return value;
  }

  @Override
  public final Optional<?> find(Object field) {
    return Optional.ofNullable(get(field));
  }

  @Override
  public final int size() {
    return names().size();
  }

  @Override
  public final boolean isEmpty() {
    return names().isEmpty();
  }

  @Override
  public final boolean containsValue(@Nullable Object value) {
    return values().contains(value);
  }

  @Override
  public final Set<Object> keySet() {
    return Collections.unmodifiableSet(names());
  }

  @Override
  public final Collection<Object> values() {
    return entrySet().stream().map(Entry::getValue).toList();
  }

  @Override
  public final Set<Entry<Object, Object>> entrySet() {
    return new AbstractSet<>() {

      @Override
      public Iterator<Entry<Object, Object>> iterator() {
        Iterator<String> names = names().iterator();
        return new Iterator<>() {

          @Override
          public boolean hasNext() {
            return names.hasNext();
          }

          @Override
          public Entry<Object, Object> next() {
            String name = names.next();
            return new AbstractMap.SimpleImmutableEntry<>(name, select(name));
          }
        };
      }

      @Override
      public int size() {
        return names().size();
      }
    };
  }

  @Override
  public final Object put(Object key, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public final Object remove(@Nullable Object key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public final void putAll(Map<?, ?> other) {
    throw new UnsupportedOperationException();
  }

  @Override
  public final void clear() {
    throw new UnsupportedOperationException();
  }

  @Override
  public final Object value() {
    return this;
  }

  @Override
  public final boolean isZeroValue() {
    return isEmpty();
  }

  @Override
  public final CelType celType() {
    return TYPE;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof Map<?, ?> map && entrySet().equals(map.entrySet());
  }

  @Override
  public final int hashCode() {
    return entrySet().hashCode();
  }

  /** Values are personal data. */
  @Override
  public final String toString() {
    return "map";
  }
}
