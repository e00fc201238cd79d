package dev.gatehouse.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Binds a single value: placeholders first, then what its type makes of the text. */
final class ScalarBinder {

  private final Problems problems;
  private final Placeholders placeholders;

  ScalarBinder(Problems problems, Placeholders placeholders) {
    this.problems = problems;
    this.placeholders = placeholders;
  }

  /** The value; null where the text does not fit, which is then noted. */
  @Nullable Object bind(Place place, ValueType type, Key about, YamlNode.Scalar scalar) {
    String text =
        switch (placeholders.resolve(scalar.text())) {
          case Placeholders.Outcome.Resolved(var resolved) -> resolved;
          case Placeholders.Outcome.Unresolved(var message, var advice) -> {
            problems.error(place.path(), message, advice);
            yield null;
          }
        };
    if (text == null) {
      return null;
    }
    if (text.isBlank()) {
      problems.error(
          place.path(),
          "'" + place.path() + "' is empty once its placeholders are filled in",
          "give the environment variable a value");
      return null;
    }
    return typed(place, type, about, scalar, text);
  }

  private @Nullable Object typed(
      Place place, ValueType type, Key about, YamlNode.Scalar scalar, String text) {
    Object value =
        switch (type) {
          case ValueType.Flag _ -> flag(text);
          case ValueType.Whole _ -> Quantities.whole(text);
          case ValueType.Time _ -> Quantities.time(text);
          case ValueType.Size _ -> Quantities.size(text);
          case ValueType.Choice choice -> choice.words().find(text);
          default -> text;
        };
    if (value == null) {
      problems.error(place.path(), shown(scalar, about) + complaint(type), advice(type, text));
      return null;
    }
    return !(type instanceof ValueType.Text) || isTidy(place, about, text) ? value : null;
  }

  /** Nobody means outer space or a control character, and a comparison would fail over it. */
  private boolean isTidy(Place place, Key about, String text) {
    if (about.freeText()) {
      return true;
    }
    if (!text.equals(text.strip())) {
      problems.error(place.path(), "the text begins or ends with a space", "remove it");
      return false;
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      problems.error(
          place.path(), "the text holds a control character or a line break", "remove it");
      return false;
    }
    return true;
  }

  private static @Nullable Boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> null;
    };
  }

  /** The value as a message may quote it: as written, so that no variable's value is shown. */
  private static String shown(YamlNode.Scalar scalar, Key about) {
    boolean quotable = scalar.inline() && scalar.text().length() <= 40 && !about.secret();
    return quotable ? "'" + scalar.text() + "'" : "this";
  }

  private static String complaint(ValueType type) {
    return switch (type) {
      case ValueType.Flag _ -> " is neither true nor false";
      case ValueType.Whole _ -> " is no whole number";
      case ValueType.Time _ -> " is no duration";
      case ValueType.Size _ -> " is no size";
      case ValueType.Choice _ -> " is not known here";
      default -> " is no text";
    };
  }

  private static String advice(ValueType type, String text) {
    boolean bare = Quantities.digits(text) == text.length();
    return switch (type) {
      case ValueType.Flag _ -> "write true or false";
      case ValueType.Whole _ -> "write digits alone, such as 500";
      case ValueType.Time _ ->
          bare ? "add a unit: ms, s, m or h" : "write one number and one unit: 500ms, 30s, 5m, 1h";
      case ValueType.Size _ ->
          bare ? "add a unit: B, KB or MB" : "write one number and one unit: 16KB, 1MB";
      case ValueType.Choice choice -> choice(choice.words(), text);
      default -> "write text";
    };
  }

  private static String choice(Words words, String text) {
    String nearest = Names.nearest(text, words.texts());
    return nearest != null
        ? "did you mean '" + nearest + "'?"
        : "write one of " + String.join(", ", words.texts());
  }
}
