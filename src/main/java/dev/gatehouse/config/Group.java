package dev.gatehouse.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of one mapping, described by a record. */
final class Group {

  private static final ClassValue<Group> ALL =
      new ClassValue<>() {
        @Override
        protected Group computeValue(Class<?> record) {
          return new Group(
              record, Arrays.stream(record.getRecordComponents()).map(Group::spec).toList());
        }
      };

  private final Class<?> record;
  private final List<KeySpec> keys;

  private Group(Class<?> record, List<KeySpec> keys) {
    this.record = record;
    this.keys = keys;
  }

  /** The keys that the record's components describe. */
  static Group of(Class<?> record) {
    return ALL.get(record);
  }

  Class<?> record() {
    return record;
  }

  List<KeySpec> keys() {
    return keys;
  }

  /** The key of this spelling, camelCase or kebab-case; null where there is none. */
  @Nullable KeySpec find(String key) {
    for (KeySpec spec : keys) {
      if (spec.name().equals(key) || spec.kebab().equals(key)) {
        return spec;
      }
    }
    return null;
  }

  /** The record of these values, one a key in the keys' order. */
  Object create(@Nullable Object[] values) {
    try {
      Class<?>[] types =
          Arrays.stream(record.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> constructor = record.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record.getSimpleName() + " cannot be made", e);
    }
  }

  private static KeySpec spec(RecordComponent component) {
    Key about = component.getAnnotation(Key.class);
    if (about == null) {
      throw new IllegalArgumentException(component + " is no key");
    }
    return new KeySpec(
        component.getName(),
        ValueType.of(component.getGenericType()),
        about,
        component.getAnnotatedType().isAnnotationPresent(Nullable.class));
  }
}
