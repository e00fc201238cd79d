package dev.gatehouse;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The Helm chart, rendered as {@code helm template} does. */
final class Chart {

  static final Path FOLDER = Path.of("helm", "gatehouse");
  static final String RELEASE = "edge";

  private final List<Map<String, Object>> objects;

  private Chart(List<Map<String, Object>> objects) {
    this.objects = objects;
  }

  /** Values files, each of which makes sense alone. */
  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
      return files.sorted().toList();
    }
  }

  static Path example(String name) {
    return FOLDER.resolve("ci").resolve(name + "-values.yaml");
  }

  /**
   * Renders it with a values file, and these values on top of it.
   *
   * @param set paths of values, as in {@code --set}, and what they are
   * @throws IllegalStateException if the chart refuses, with what Helm prints
   */
  static Chart rendered(Path values, Map<String, ?> set) {
    var template = template().withNamespace("gates").withValuesFile(values);
    set.forEach(template::set);
    return of(template.call());
  }

  /** What renders it, of a release that has a name. */
  static TemplateCommand template() {
    return new Helm(FOLDER).template().withName(RELEASE).withKubeVersion("1.34.1");
  }

  /** What Helm has rendered. */
  static Chart of(String manifests) {
    return new Chart(objects(manifests));
  }

  /** Renders it with values that are a file's text. */
  static Chart rendered(String values) {
    try {
      Path file = Files.createTempFile("gatehouse", ".yaml");
      try {
        return rendered(Files.writeString(file, values), Map.of());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(String manifests) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Object document : new Yaml().loadAll(manifests)) {
      if (document != null) {
        objects.add((Map<String, Object>) document);
      }
    }
    return objects;
  }

  /** What kinds of objects there are, and what they are called. */
  List<String> names() {
    return objects.stream()
        .map(object -> object.get("kind") + "/" + at(object, "metadata", "name"))
        .toList();
  }

  /** The object, by its kind and name. */
  Map<String, Object> object(String name) {
    return objects.get(names().indexOf(name));
  }

  boolean has(String name) {
    return names().contains(name);
  }

  /** The text of {@code gatehouse.yaml}, of the only ConfigMap there is. */
  String configuration() {
    return (String) at(object("ConfigMap/edge-gatehouse"), "data", "gatehouse.yaml");
  }

  /** What the pods are made from. */
  Object pod(Object... path) {
    return at(at(object("Deployment/edge-gatehouse"), "spec", "template"), path);
  }

  /** What the only container is made from. */
  Object container(Object... path) {
    return at(pod("spec", "containers", 0), path);
  }

  /** What stands there, by keys and places in lists; null where nothing does. */
  static Object at(Object node, Object... path) {
    Object found = node;
    for (Object step : path) {
      found =
          switch (found) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list -> list.get((Integer) step);
            case null, default -> null;
          };
    }
    return found;
  }

  /** A list, whatever is in it. */
  @SuppressWarnings("unchecked")
  static List<Object> list(Object node) {
    return (List<Object>) node;
  }
}
