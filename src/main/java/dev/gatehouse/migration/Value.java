package dev.gatehouse.migration;

import java.util.List;

/** What stands behind a key of the configuration that is written. */
sealed interface Value
    permits Block, Value.Text, Value.Word, Value.Texts, Value.Lines, Value.Blocks {

  /** A text; the writer quotes it where YAML needs that. */
  record Text(String text) implements Value {}

  /** A word of Gatehouse's own that is no text, such as {@code true}. */
  record Word(String word) implements Value {}

  /** Texts, in one line. */
  record Texts(List<String> texts) implements Value {
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  /** Mappings, a line each. */
  record Lines(List<Block> blocks) implements Value {
    public Lines {
      blocks = List.copyOf(blocks);
    }
  }

  /** Mappings, several lines each. */
  record Blocks(List<Block> blocks) implements Value {
    public Blocks {
      blocks = List.copyOf(blocks);
    }
  }
}
