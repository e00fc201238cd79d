package dev.gatehouse.migration;

import java.util.Map;
import java.util.stream.Collectors;

/** Writes a {@link Block} as YAML, its remarks as comments above it. */
final class YamlWriter {

  private static final int WIDTH = 110;

  private final StringBuilder out = new StringBuilder();

  /** The mapping as a whole document. */
  static String write(Block root) {
    var writer = new YamlWriter();
    writer.comments(root.notes(), 0);
    writer.entries(root, 0);
    return writer.out.toString();
  }

  private void entries(Block block, int indent) {
    block.entries().forEach((key, value) -> entry(key, value, indent));
  }

  private void entry(String key, Value value, int indent) {
    if (value instanceof Block block) {
      comments(block.notes(), indent);
    }
    out.repeat(' ', indent).append(YamlText.scalar(key)).append(':');
    switch (value) {
      case Value.Text(String text) -> out.append(' ').append(YamlText.scalar(text)).append('\n');
      case Value.Word(String word) -> out.append(' ').append(word).append('\n');
      case Value.Texts texts -> texts(texts, indent + 2);
      case Value.Lines lines -> {
        out.append('\n');
        for (Block block : lines.blocks()) {
          comments(block.notes(), indent + 2);
          out.repeat(' ', indent + 2).append("- ").append(flow(block)).append('\n');
        }
      }
      case Value.Blocks blocks -> {
        out.append('\n');
        blocks.blocks().forEach(block -> element(block, indent + 2));
      }
      case Block block -> {
        out.append('\n');
        entries(block, indent + 2);
      }
    }
  }

  private void texts(Value.Texts texts, int indent) {
    String list = YamlText.list(texts.texts());
    if (indent + list.length() <= WIDTH) {
      out.append(' ').append(list).append('\n');
      return;
    }
    out.append('\n');
    for (String text : texts.texts()) {
      out.repeat(' ', indent).append("- ").append(YamlText.scalar(text)).append('\n');
    }
  }

  private void element(Block block, int indent) {
    comments(block.notes(), indent);
    int begin = out.length();
    entries(block, indent + 2);
    out.setCharAt(begin + indent, '-');
  }

  private void comments(Notes notes, int indent) {
    for (Notes.Note note : notes.all()) {
      String text = note.lost() ? "NOT CARRIED OVER: " + note.text() : note.text();
      out.repeat(' ', indent).append(YamlText.comment(text)).append('\n');
    }
  }

  private static String flow(Block block) {
    return block.entries().entrySet().stream()
        .map(YamlWriter::flow)
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String flow(Map.Entry<String, Value> entry) {
    String value =
        switch (entry.getValue()) {
          case Value.Text(String text) -> YamlText.scalar(text);
          case Value.Word(String word) -> word;
          case Value.Texts(var texts) -> YamlText.list(texts);
          case Block block -> flow(block);
          case Value.Lines _, Value.Blocks _ ->
              throw new IllegalArgumentException("a line holds no lines: " + entry.getKey());
        };
    return YamlText.scalar(entry.getKey()) + ": " + value;
  }
}
