package dev.gatehouse.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the configuration that is written, in the order in which it is filled, with the
 * remarks that stand above it.
 *
 * <p>Not thread-safe: one import.
 */
final class Block implements Value {

  private final Map<String, Value> entries = new LinkedHashMap<>();
  private final Notes notes;

  /** A mapping above which these remarks stand. */
  Block(Notes notes) {
    this.notes = notes;
  }

  /** A mapping about which there is nothing to say. */
  Block() {
    this(new Notes());
  }

  Notes notes() {
    return notes;
  }

  Map<String, Value> entries() {
    return entries;
  }

  /** Writes a key, unless there is nothing to write. */
  Block text(String key, @Nullable String text) {
    if (text != null) {
      entries.put(key, new Value.Text(text));
    }
    return this;
  }

  /** Writes a key, unless there is nothing to write. */
  Block texts(String key, List<String> texts) {
    if (!texts.isEmpty()) {
      entries.put(key, new Value.Texts(texts));
    }
    return this;
  }

  /** Writes a key whose value is a word of Gatehouse's own. */
  Block word(String key, String word) {
    entries.put(key, new Value.Word(word));
    return this;
  }

  /** Writes a key, unless there is nothing to write. */
  Block lines(String key, List<Block> blocks) {
    if (!blocks.isEmpty()) {
      entries.put(key, new Value.Lines(blocks));
    }
    return this;
  }

  /** Writes a key, unless there is nothing to write. */
  Block blocks(String key, List<Block> blocks) {
    if (!blocks.isEmpty()) {
      entries.put(key, new Value.Blocks(blocks));
    }
    return this;
  }

  /** Writes a key, unless there is nothing to write. */
  Block block(String key, @Nullable Block block) {
    if (block != null && !block.entries.isEmpty()) {
      entries.put(key, block);
    }
    return this;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Block block && entries.equals(block.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** Without values, which may be secret. */
  @Override
  public String toString() {
    return "Block" + entries.keySet();
  }
}
