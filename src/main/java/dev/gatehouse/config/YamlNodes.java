package dev.gatehouse.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns one document of SnakeYAML's nodes into ours, aliases and merges resolved. */
final class YamlNodes {

  /** A file of aliases of aliases grows without bound when they are resolved ("billion laughs"). */
  private static final int MOST_NODES = 200_000;

  private static final Set<Tag> PLAIN =
      Set.of(
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MAP,
          Tag.SEQ,
          Tag.MERGE,
          Tag.YAML);

  private final Problems problems;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> complained = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;

  YamlNodes(Problems problems) {
    this.problems = problems;
  }

  YamlNode convert(Node root) {
    return convert(root, "");
  }

  private YamlNode convert(Node node, String path) {
    Span span = span(node);
    if (++nodes > MOST_NODES) {
      if (nodes == MOST_NODES + 1) {
        problems.errorAt(
            span, path, "the file has more than " + MOST_NODES + " values", "use fewer aliases");
      }
      return new YamlNode.Nothing(span);
    }
    if (!PLAIN.contains(node.getTag()) && complained.add(node)) {
      problems.errorAt(
          span, path, "the tag " + node.getTag().getValue() + " has no meaning here", "remove it");
    }
    if (!open.add(node)) {
      problems.errorAt(span, path, "this value contains itself", "remove the alias");
      return new YamlNode.Nothing(span);
    }
    YamlNode converted =
        switch (node) {
          case ScalarNode scalar -> scalar(scalar, span);
          case SequenceNode sequence -> sequence(sequence, span, path);
          case MappingNode mapping -> mapping(mapping, span, path);
          default -> new YamlNode.Nothing(span);
        };
    open.remove(node);
    return converted;
  }

  private static YamlNode scalar(ScalarNode scalar, Span span) {
    if (scalar.getTag().equals(Tag.NULL)) {
      return new YamlNode.Nothing(span);
    }
    boolean inline = span.line() == span.endLine();
    return new YamlNode.Scalar(span, scalar.getValue(), inline);
  }

  private YamlNode sequence(SequenceNode sequence, Span span, String path) {
    var items = new ArrayList<YamlNode>(sequence.getValue().size());
    for (Node item : sequence.getValue()) {
      items.add(convert(item, path + "[" + items.size() + "]"));
    }
    return new YamlNode.Sequence(span, items);
  }

  private YamlNode mapping(MappingNode mapping, Span span, String path) {
    Map<String, YamlNode.Entry> own = new LinkedHashMap<>();
    Map<String, YamlNode.Entry> merged = new LinkedHashMap<>();
    Node merge = null;
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        if (merge != null) {
          noteSecondMerge(tuple.getKeyNode(), merge, path);
        }
        merge = tuple.getKeyNode();
        merge(tuple.getValueNode(), path, merged);
      } else if (tuple.getKeyNode() instanceof ScalarNode key) {
        put(key, tuple.getValueNode(), path, own);
      } else {
        problems.errorAt(span(tuple.getKeyNode()), path, "a key must be text", null);
      }
    }
    merged.forEach(own::putIfAbsent);
    return new YamlNode.Mapping(span, List.copyOf(own.values()));
  }

  private void put(ScalarNode key, Node value, String path, Map<String, YamlNode.Entry> own) {
    String name = key.getValue();
    String child = path.isEmpty() ? name : path + "." + name;
    YamlNode.Entry first = own.get(name);
    if (first == null) {
      own.put(name, new YamlNode.Entry(name, span(key), convert(value, child)));
    } else if (complained.add(key)) {
      problems.errorAt(
          span(key),
          child,
          "the key '" + name + "' is given twice",
          "it stands in line " + first.keySpan().line() + " already: remove one of them");
    }
  }

  private void noteSecondMerge(Node key, Node before, String path) {
    if (complained.add(key)) {
      problems.errorAt(
          span(key),
          path,
          "the key '<<' is given twice",
          "it stands in line " + span(before).line() + " already: write one list, <<: [*a, *b]");
    }
  }

  private void merge(Node value, String path, Map<String, YamlNode.Entry> merged) {
    YamlNode other = convert(value, path);
    List<YamlNode> all = other instanceof YamlNode.Sequence list ? list.items() : List.of(other);
    for (YamlNode one : all) {
      if (one instanceof YamlNode.Mapping mapping) {
        mapping.entries().forEach(entry -> merged.putIfAbsent(entry.key(), entry));
      } else {
        problems.errorAt(one.span(), path, "'<<' merges mappings, and this is none", null);
      }
    }
  }

  private static Span span(Node node) {
    Mark start = node.getStartMark();
    Mark end = node.getEndMark();
    return new Span(
        start.getLine() + 1, start.getColumn() + 1, end.getLine() + 1, end.getColumn() + 1);
  }
}
