package dev.gatehouse.config;

import java.util.List;

/**
 * The documents of a YAML file that is not Gatehouse's own, read as strictly as if it were:
 * bounded, without tags, no key twice.
 *
 * @param documents in the order of the file; empty where it cannot be read
 * @param problems what is wrong with the file
 */
public record YamlDocuments(List<YamlNode> documents, Problems problems) {

  /** Keeps its own copy. */
  public YamlDocuments {
    documents = List.copyOf(documents);
  }

  /**
   * Reads a file's text, YAML or JSON.
   *
   * @param name the file's name, for what is said about it
   */
  public static YamlDocuments read(String name, String text) {
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    var problems = new Problems(new SourceText(name, content));
    List<YamlNode> documents =
        new YamlReader(new SourceText(name, spaced(content)), problems).documents();
    return new YamlDocuments(documents == null ? List.of() : documents, problems);
  }

  /** JSON is YAML but for its tabs, which never stand inside its texts. */
  private static String spaced(String text) {
    return text.stripLeading().startsWith("{") ? text.replace('\t', ' ') : text;
  }
}
