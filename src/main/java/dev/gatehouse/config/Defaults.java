package dev.gatehouse.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What stands in for a value that the file does not give. */
final class Defaults {

  private Defaults() {}

  /** The key's default; null where leaving it out means null. */
  static @Nullable Object of(KeySpec spec) {
    String text = spec.about().byDefault();
    if (!text.isEmpty()) {
      return parsed(spec, text);
    }
    return spec.nullable() ? null : placeholder(spec.type());
  }

  /** A value for what is missing or wrong, which is noted elsewhere: it is never put to use. */
  static Object placeholder(ValueType type) {
    return switch (type) {
      case ValueType.Text _ -> "";
      case ValueType.Flag _ -> false;
      case ValueType.Whole _ -> 0;
      case ValueType.Time _ -> Duration.ZERO;
      case ValueType.Size _ -> DataSize.ofBytes(0);
      case ValueType.Choice choice -> choice.words().all().getFirst().constant();
      case ValueType.ListOf _ -> List.of();
      case ValueType.MapOf _ -> Map.of();
      case ValueType.Nested nested ->
          nested.group().create(nested.group().keys().stream().map(Defaults::of).toArray());
    };
  }

  private static Object parsed(KeySpec spec, String text) {
    var source = new SourceText("the default of " + spec.name(), text);
    var problems = new Problems(source);
    UnaryOperator<@Nullable String> noEnvironment = name -> null;
    List<YamlNode> documents = new YamlReader(source, problems).documents();
    Object value =
        documents == null
            ? null
            : new Binder(problems, noEnvironment)
                .value(Place.ROOT, spec.type(), spec.about(), documents.getFirst());
    if (problems.hasErrors()) {
      throw new IllegalStateException(problems.render());
    }
    return requireNonNull(value);
  }
}
