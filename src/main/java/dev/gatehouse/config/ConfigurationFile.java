package dev.gatehouse.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The configuration file, read, bound and checked as far as it can be without a network. */
public final class ConfigurationFile {

  private ConfigurationFile() {}

  /** What a file says. */
  public static final class Loaded {

    private final @Nullable GatehouseProperties bound;
    private final Path folder;
    private final Problems problems;

    Loaded(@Nullable GatehouseProperties bound, Path folder, Problems problems) {
      this.bound = bound;
      this.folder = folder;
      this.problems = problems;
    }

    /** What the file says; null where the problems hold an error. */
    public @Nullable GatehouseProperties properties() {
      return problems.hasErrors() ? null : bound;
    }

    /** Everything that is wrong with the file. */
    public Problems problems() {
      return problems;
    }

    /**
     * A snapshot for checking the routes of a file that has errors, which admits nobody; null where
     * the file cannot be read at all.
     */
    public @Nullable Snapshot draft() {
      return bound == null ? null : Draft.of(bound, problems);
    }

    /** The folder that file names are relative to. */
    Path folder() {
      return folder;
    }
  }

  /**
   * Reads a file. What is wrong with it is noted, never thrown.
   *
   * @param environment the value of an environment variable; null where it is not set
   */
  public static Loaded read(Path file, UnaryOperator<@Nullable String> environment) {
    String name = file.toString();
    byte[] octets;
    try {
      octets = Files.readAllBytes(file);
    } catch (IOException e) {
      return unreadable(file, "the file cannot be read: " + reason(file, e));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
      return read(name, text, file, environment);
    } catch (CharacterCodingException e) {
      return unreadable(file, "the file is not in UTF-8");
    }
  }

  static Loaded read(
      String name, String text, Path file, UnaryOperator<@Nullable String> environment) {
    var source = new SourceText(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
    var problems = new Problems(source);
    YamlNode.Mapping subtree = subtree(source, problems);
    if (subtree == null) {
      return new Loaded(null, file, problems);
    }
    GatehouseProperties properties =
        new Binder(problems, environment).bind(Place.ROOT, GatehouseProperties.class, subtree);
    Path parent = file.toAbsolutePath().getParent();
    Path folder = parent == null ? Path.of("/") : parent;
    ConfigurationChecks.check(properties, folder, problems);
    return new Loaded(properties, folder, problems);
  }

  private static YamlNode.@Nullable Mapping subtree(SourceText source, Problems problems) {
    List<YamlNode> documents = new YamlReader(source, problems).documents();
    return documents == null ? null : new Subtree(problems).find(documents);
  }

  private static Loaded unreadable(Path file, String message) {
    var problems = new Problems(new SourceText(file.toString(), ""));
    problems.errorAt(null, "", message, null);
    return new Loaded(null, file, problems);
  }

  private static String reason(Path file, IOException e) {
    if (Files.isDirectory(file)) {
      return "it is a folder";
    }
    return Files.exists(file) ? e.getClass().getSimpleName() : "there is none of this name";
  }
}
