package dev.gatehouse.config;

import dev.gatehouse.policy.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words that stand for an enum's constants in the file, in any case. */
record Words(List<Word> all) {

  /**
   * One word.
   *
   * @param alias whether another word is the one to recommend
   */
  record Word(String text, Enum<?> constant, boolean alias) {}

  Words {
    all = List.copyOf(all);
  }

  static Words of(Class<?> type) {
    if (type == Mode.class) {
      return new Words(
          List.of(
              new Word("Strict", Mode.STRICT, false),
              new Word("AllowMissing", Mode.ALLOW_MISSING, false),
              new Word("Optional", Mode.ALLOW_MISSING, true),
              new Word("Permissive", Mode.PERMISSIVE, false),
              new Word("AllowMissingOrFailed", Mode.PERMISSIVE, true)));
    }
    return new Words(
        Arrays.stream(type.getEnumConstants())
            .map(constant -> (Enum<?>) constant)
            .map(constant -> new Word(word(constant), constant, false))
            .toList());
  }

  /** The constant that the text stands for; null where there is none. */
  @Nullable Enum<?> find(String text) {
    String normal = Names.normal(text);
    for (Word word : all) {
      if (Names.normal(word.text()).equals(normal)) {
        return word.constant();
      }
    }
    return null;
  }

  /** All words, the recommended ones first. */
  List<String> texts() {
    return all.stream()
        .sorted((a, b) -> Boolean.compare(a.alias(), b.alias()))
        .map(Word::text)
        .toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
