package dev.gatehouse.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.util.unit.DataSize;

/** What may stand behind a key. */
sealed interface ValueType {

  /** Any text. */
  record Text() implements ValueType {}

  /** {@code true} or {@code false}. */
  record Flag() implements ValueType {}

  /** A whole number. */
  record Whole() implements ValueType {}

  /** A length of time, such as {@code 30s}. */
  record Time() implements ValueType {}

  /** A number of octets, such as {@code 16KB}. */
  record Size() implements ValueType {}

  /** One of a few words. */
  record Choice(Words words) implements ValueType {}

  /** A list. */
  record ListOf(ValueType element) implements ValueType {}

  /** A mapping from names to values. */
  record MapOf(ValueType element) implements ValueType {}

  /** A mapping with known keys. */
  record Nested(Group group) implements ValueType {}

  /** The type of value that a record component of this Java type holds. */
  static ValueType of(Type type) {
    return switch (type) {
      case ParameterizedType list when list.getRawType() == List.class ->
          new ListOf(of(list.getActualTypeArguments()[0]));
      case ParameterizedType map when map.getRawType() == Map.class ->
          new MapOf(of(map.getActualTypeArguments()[1]));
      case Class<?> text when text == String.class -> new Text();
      case Class<?> flag when flag == boolean.class -> new Flag();
      case Class<?> whole when whole == int.class || whole == Integer.class -> new Whole();
      case Class<?> time when time == Duration.class -> new Time();
      case Class<?> size when size == DataSize.class -> new Size();
      case Class<?> choice when choice.isEnum() -> new Choice(Words.of(choice));
      case Class<?> group when group.isRecord() -> new Nested(Group.of(group));
      default -> throw new IllegalArgumentException("no configuration key can hold a " + type);
    };
  }
}
