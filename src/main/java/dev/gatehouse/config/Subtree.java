package dev.gatehouse.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds {@code gatehouse:} among a file's documents, and what was meant to stand in it and does
 * not: that would be read by nobody, and nothing may pass by omission.
 */
final class Subtree {

  private static final String NAME = "gatehouse";
  private static final String ACTIVATE = "spring.config.activate";

  private final Problems problems;

  Subtree(Problems problems) {
    this.problems = problems;
  }

  /** The mapping; null where there is none, which is then noted. */
  YamlNode.@Nullable Mapping find(List<YamlNode> documents) {
    YamlNode.Entry found = null;
    for (int i = 0; i < documents.size(); i++) {
      YamlNode.Entry entry = find(documents.get(i));
      if (entry != null && i > 0) {
        problems.errorAt(
            entry.keySpan(),
            NAME,
            "'gatehouse:' must stand in the first document of the file",
            "move it above the first '---'; nothing in a later document can override it");
      }
      found = found == null ? entry : found;
    }
    if (found == null) {
      if (!problems.hasErrors()) {
        problems.errorAt(
            new Span(1, 1, 1, 1),
            NAME,
            "the file has no 'gatehouse:'",
            "everything of Gatehouse's own stands below a key 'gatehouse:'");
      }
      return null;
    }
    problems.locate(NAME, found.keySpan(), found.value());
    if (found.value() instanceof YamlNode.Mapping mapping && !mapping.entries().isEmpty()) {
      return mapping;
    }
    problems.keyError(
        NAME,
        found.value() instanceof YamlNode.Nothing || found.value() instanceof YamlNode.Mapping
            ? "'gatehouse:' is empty"
            : "gatehouse is a mapping, and this is " + Shapes.of(found.value()),
        "it needs at least 'routes:'; a line that belongs to it begins with two spaces");
    return null;
  }

  private YamlNode.@Nullable Entry find(YamlNode document) {
    if (!(document instanceof YamlNode.Mapping root)) {
      if (!(document instanceof YamlNode.Nothing)) {
        problems.errorAt(
            document.span(),
            "",
            "the file is a mapping, and this is " + Shapes.of(document),
            "begin with 'gatehouse:'");
      }
      return null;
    }
    YamlNode.Entry found = null;
    for (YamlNode.Entry entry : root.entries()) {
      if (entry.key().equals(NAME)) {
        found = entry;
      } else {
        locate(entry.key(), entry.keySpan(), entry.value());
        suspect(entry);
      }
    }
    if (found != null) {
      refuseProfile(root, "");
    }
    return found;
  }

  /** Spring's routes stand beside ours, and what is wrong with them is told with its place too. */
  private void locate(String path, @Nullable Span key, YamlNode value) {
    problems.locate(path, key, value);
    switch (value) {
      case YamlNode.Mapping mapping ->
          mapping
              .entries()
              .forEach(entry -> locate(path + "." + entry.key(), entry.keySpan(), entry.value()));
      case YamlNode.Sequence sequence -> {
        for (int i = 0; i < sequence.items().size(); i++) {
          locate(path + "[" + i + "]", null, sequence.items().get(i));
        }
      }
      case YamlNode.Scalar _, YamlNode.Nothing _ -> {}
    }
  }

  private void suspect(YamlNode.Entry entry) {
    String key = entry.key();
    if (key.startsWith(NAME + ".") || key.startsWith(NAME + "[")) {
      note(
          entry,
          "'" + key + "' is read by nobody",
          "dots do not nest: write 'gatehouse:' and below it the rest");
    } else if (Names.distance(Names.normal(key), NAME, 2) <= 2) {
      note(entry, "unknown key '" + key + "'", "did you mean 'gatehouse'?");
    } else if (Group.of(GatehouseProperties.class).find(key) != null) {
      note(
          entry,
          "'" + key + "' is read by nobody here",
          "it belongs below 'gatehouse:': indent it");
    }
  }

  private void note(YamlNode.Entry entry, String message, String advice) {
    problems.errorAt(entry.keySpan(), entry.key(), message, advice);
  }

  /** Spring would read such a document only sometimes, and Gatehouse always. */
  private void refuseProfile(YamlNode node, String path) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      return;
    }
    for (YamlNode.Entry entry : mapping.entries()) {
      String key = path + entry.key();
      if (key.startsWith(ACTIVATE)) {
        problems.errorAt(
            entry.keySpan(),
            key,
            "the document of 'gatehouse:' cannot depend on a profile",
            "put what depends on a profile into a document of its own, below '---'");
      } else if (ACTIVATE.startsWith(key + ".")) {
        refuseProfile(entry.value(), key + ".");
      }
    }
  }
}
