package dev.gatehouse.migration;

import dev.gatehouse.config.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of an imported file that remembers which of its keys were read. What nobody read could
 * mean anything, also that somebody is to be refused: {@link #complete} tells, and whoever imports
 * the item must not write it then.
 *
 * <p>Texts are given as Gatehouse has to write them: a <code>${</code> is no placeholder.
 *
 * <p>Not thread-safe: one import.
 */
final class Item {

  private final String file;
  private final String path;
  private final int line;
  private Notes notes;
  private final Entries entries = new Entries();
  private final Set<String> read = new HashSet<>();
  private final Map<String, Item> children = new LinkedHashMap<>();
  private boolean misshapen;

  private Item(String file, String path, YamlNode.Mapping mapping, Notes notes) {
    this.file = file;
    this.path = path;
    this.line = mapping.span().line();
    this.notes = notes;
    for (YamlNode.Entry entry : mapping.entries()) {
      if (!entries.add(entry)) {
        misshapen(entry, "is given twice, in two spellings");
      }
    }
  }

  /** A document of a file. */
  static Item of(String file, YamlNode.Mapping document, Notes notes) {
    return new Item(file, "", document, notes);
  }

  /** Lets the remarks about it, and about what is read within from now on, go there. */
  Item noteTo(Notes other) {
    notes = other;
    return this;
  }

  /** Where the remarks about it go. */
  Notes notes() {
    return notes;
  }

  /** Its place, such as {@code envoy.yaml:12}. */
  String place() {
    return file + ":" + line;
  }

  /** The place of a key, with the key. */
  String place(String key) {
    YamlNode.Entry entry = entries.find(key);
    return file + ":" + (entry == null ? line : entry.keySpan().line()) + " " + path(key);
  }

  /** The names of its keys, as written. */
  List<String> keys() {
    return entries.all().stream().map(YamlNode.Entry::key).toList();
  }

  boolean has(String key) {
    YamlNode value = entries.value(key);
    return value != null && !(value instanceof YamlNode.Nothing);
  }

  /** Whether a mapping stands behind the key. */
  boolean isMapping(String key) {
    return entries.value(key) instanceof YamlNode.Mapping;
  }

  /** Whether a list stands behind the key. */
  boolean isList(String key) {
    return entries.value(key) instanceof YamlNode.Sequence;
  }

  /** The message type that Envoy's {@code @type} names; null where there is none. */
  @Nullable String typeName() {
    return entries.value("@type") instanceof YamlNode.Scalar(_, String text, _) ? text : null;
  }

  /** The mappings directly within, also those in lists, without reading anything. */
  List<Item> within() {
    var within = new ArrayList<Item>();
    entries.mappings().forEach((at, mapping) -> within.add(child(path(at), mapping)));
    return within;
  }

  /** The mapping behind the key; null where there is none. */
  @Nullable Item item(String key) {
    if (take(key) instanceof YamlNode.Mapping mapping) {
      return child(path(key), mapping);
    }
    expected(key, "is no mapping");
    return null;
  }

  /** The mappings listed behind the key. */
  List<Item> items(String key) {
    if (!(take(key) instanceof YamlNode.Sequence sequence)) {
      expected(key, "is no list");
      return List.of();
    }
    var items = new ArrayList<Item>();
    for (YamlNode element : sequence.items()) {
      if (element instanceof YamlNode.Mapping mapping) {
        items.add(child(path(key) + "[" + items.size() + "]", mapping));
      } else {
        misshapen(entries.get(key), "has an element that is no mapping");
      }
    }
    return items;
  }

  /** The mappings behind the key, whose own keys are names and compared exactly. */
  Map<String, Item> named(String key) {
    var named = new LinkedHashMap<String, Item>();
    for (YamlNode.Entry entry : namedEntries(key)) {
      if (entry.value() instanceof YamlNode.Mapping mapping) {
        named.put(entry.key(), child(path(key) + "." + entry.key(), mapping));
      } else {
        misshapen(entry, "is no mapping");
      }
    }
    return named;
  }

  /** The texts behind the key, whose own keys are names and compared exactly. */
  Map<String, String> pairs(String key) {
    var pairs = new LinkedHashMap<String, String>();
    for (YamlNode.Entry entry : namedEntries(key)) {
      if (entry.value() instanceof YamlNode.Scalar scalar) {
        pairs.put(entry.key(), literal(scalar.text()));
      } else {
        misshapen(entry, "is no text");
      }
    }
    return pairs;
  }

  private List<YamlNode.Entry> namedEntries(String key) {
    if (take(key) instanceof YamlNode.Mapping mapping) {
      return mapping.entries();
    }
    expected(key, "is no mapping");
    return List.of();
  }

  /** The text behind the key; null where there is none. */
  @Nullable String text(String key) {
    String raw = rawText(key);
    return raw == null ? null : literal(raw);
  }

  /** The text behind the key as it stands there, placeholders included. */
  @Nullable String rawText(String key) {
    if (take(key) instanceof YamlNode.Scalar scalar) {
      return scalar.text();
    }
    expected(key, "is no text");
    return null;
  }

  /** The texts and mappings listed behind the key. */
  List<Element> mixed(String key) {
    if (!(take(key) instanceof YamlNode.Sequence sequence)) {
      return texts(key).stream().<Element>map(Element.Text::new).toList();
    }
    var elements = new ArrayList<Element>();
    for (YamlNode element : sequence.items()) {
      switch (element) {
        case YamlNode.Scalar scalar -> elements.add(new Element.Text(literal(scalar.text())));
        case YamlNode.Mapping mapping ->
            elements.add(
                new Element.Mapping(child(path(key) + "[" + elements.size() + "]", mapping)));
        case YamlNode.Sequence _, YamlNode.Nothing _ ->
            misshapen(entries.get(key), "has an element that is neither text nor mapping");
      }
    }
    return elements;
  }

  /** The texts listed behind the key, or the one text that stands there. */
  List<String> texts(String key) {
    return rawTexts(key).stream().map(Item::literal).toList();
  }

  /** As {@link #texts}, placeholders included. */
  List<String> rawTexts(String key) {
    if (!(take(key) instanceof YamlNode.Sequence sequence)) {
      String one = rawText(key);
      return one == null ? List.of() : List.of(one);
    }
    var texts = new ArrayList<String>();
    for (YamlNode element : sequence.items()) {
      if (element instanceof YamlNode.Scalar scalar) {
        texts.add(scalar.text());
      } else {
        misshapen(entries.get(key), "has an element that is no text");
      }
    }
    return texts;
  }

  /** Whether the key says yes; what is neither yes nor no makes the item unreadable. */
  boolean flag(String key, boolean otherwise) {
    String text = rawText(key);
    if (text == null) {
      return otherwise;
    }
    if (!text.equals("true") && !text.equals("false")) {
      misshapen(entries.get(key), "is neither true nor false");
    }
    return text.equals("true");
  }

  /** Passes over keys that say nothing about who may pass. */
  void skip(String... keys) {
    for (String key : keys) {
      read.add(Entries.normal(key));
    }
  }

  /** Passes over a key that Gatehouse has no word for; the reader is told. */
  void lose(String key, String why) {
    if (has(key)) {
      notes.lost(place(key) + ": " + why);
    }
    read.add(Entries.normal(key));
  }

  /** Whether every key, also of the mappings within, was read; tells of those that were not. */
  boolean complete() {
    boolean complete = understood();
    for (Item child : children.values()) {
      complete &= child.complete();
    }
    return complete;
  }

  /** Whether every key of its own was read; tells of those that were not. */
  boolean understood() {
    boolean complete = !misshapen;
    for (String key : keys()) {
      if (read.add(Entries.normal(key))) {
        notes.lost(place(key) + ": Gatehouse does not know what this means");
        misshapen = true;
        complete = false;
      }
    }
    return complete;
  }

  private Item child(String at, YamlNode.Mapping mapping) {
    return children.computeIfAbsent(at, _ -> new Item(file, at, mapping, notes));
  }

  private @Nullable YamlNode take(String key) {
    read.add(Entries.normal(key));
    return entries.value(key);
  }

  /** What is there and of no use is misshapen; what is left out is not. */
  private void expected(String key, String why) {
    if (has(key)) {
      misshapen(entries.get(key), why);
    }
  }

  private void misshapen(YamlNode.Entry entry, String why) {
    misshapen = true;
    notes.lost(file + ":" + entry.keySpan().line() + " " + path(entry.key()) + " " + why);
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String literal(String text) {
    return text.replace("${", "$\\{");
  }
}
