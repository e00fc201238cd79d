package dev.gatehouse.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads the documents of a YAML file as nodes with positions. */
final class YamlReader {

  private static final int LONGEST_FILE = 3 * 1024 * 1024;
  private static final int DEEPEST = 50;

  private final SourceText source;
  private final Problems problems;

  YamlReader(SourceText source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /** The documents of the file; null where it is no YAML, which is then noted. */
  @Nullable List<YamlNode> documents() {
    var options = new LoaderOptions();
    options.setCodePointLimit(LONGEST_FILE);
    options.setNestingDepthLimit(DEEPEST);
    options.setAllowRecursiveKeys(false);
    // bounded where they are resolved, by what they grow to
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    var documents = new ArrayList<YamlNode>();
    try {
      for (Node root : new Yaml(options).composeAll(new StringReader(source.text()))) {
        documents.add(new YamlNodes(problems).convert(root));
      }
      return documents;
    } catch (MarkedYAMLException e) {
      noteSyntaxError(e);
    } catch (ReaderException e) {
      problems.errorAt(
          source.first(e.getCodePoint()),
          "",
          "the file holds a character that YAML forbids (U+%04X)".formatted(e.getCodePoint()),
          "remove it; in a double-quoted text it can be written as an escape");
    } catch (YAMLException e) {
      problems.errorAt(source.end(), "", "the file is no YAML: " + e.getMessage(), null);
    }
    return null;
  }

  private void noteSyntaxError(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
    boolean atContext = e.getProblemMark() == null || context.contains("quoted scalar");
    Mark mark = atContext ? e.getContextMark() : e.getProblemMark();
    int line = mark == null ? 0 : mark.getLine() + 1;
    int column = mark == null ? 0 : mark.getColumn() + 1;
    Span at = new Span(line, column, line, column + 1);
    String problem = e.getProblem() == null ? "it cannot be read" : printable(e.getProblem());
    problems.errorAt(at, "", "the file is no YAML: " + problem + context, advice(problem, context));
  }

  private static String printable(String text) {
    return text.chars()
        .filter(c -> !Character.isISOControl(c))
        .collect(StringBuilder::new, (out, c) -> out.append((char) c), StringBuilder::append)
        .toString();
  }

  private static @Nullable String advice(String problem, String context) {
    if (problem.contains("\\t(TAB)") || problem.contains("'\t'")) {
      return "indent with spaces, never with tabs";
    }
    if (problem.contains("undefined alias") || context.contains("scanning an alias")) {
      return "a text that begins with '*' must be quoted";
    }
    if (context.contains("flow mapping") || context.contains("flow sequence")) {
      return "close every '{' and '[' that is opened, and quote a text that holds '${', ',' or"
          + " brackets";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "quote a text that holds ': ', and check the indentation of this line and the one"
          + " above";
    }
    if (problem.contains("cannot start any token")) {
      return "quote a text that begins with '@', '`' or '%'";
    }
    if (context.contains("quoted scalar")) {
      return "close the quotation marks";
    }
    if (problem.contains("could not find expected ':'") || context.contains("block")) {
      return "check the indentation: keys of one mapping begin in one column";
    }
    return null;
  }
}
