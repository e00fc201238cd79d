package dev.gatehouse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/**
 * The configuration file as Spring Boot reads it, which must not fail later: it would then be told
 * in a stack trace.
 *
 * @param sources its documents
 * @param failure why Spring Boot can't read it; null where it can
 */
record SpringFile(List<PropertySource<?>> sources, @Nullable String failure) {

  SpringFile {
    sources = List.copyOf(sources);
  }

  /** Reads the file. */
  static SpringFile read(Path file) {
    try {
      var sources =
          new YamlPropertySourceLoader().load("configuration", new FileSystemResource(file));
      return new SpringFile(sources, null);
    } catch (IOException | RuntimeException e) {
      // SnakeYAML and Spring have no common exception for a file that makes no sense
      return new SpringFile(List.of(), "Spring Boot can't read it: " + e.getMessage());
    }
  }

  /** A property's value as text; null where the file does not set it. */
  @Nullable String property(String name) {
    for (PropertySource<?> source : sources) {
      Object value = source.getProperty(name);
      if (value != null) {
        return value.toString();
      }
    }
    return null;
  }
}
