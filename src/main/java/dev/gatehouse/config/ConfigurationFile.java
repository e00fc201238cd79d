package dev.gatehouse.config;

import dev.gatehouse.keys.SignatureChoice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The configuration file, read, bound and checked as far as it can be without a network. */
public final class ConfigurationFile {

  private static final String UNREADABLE = "unreadable";

  private ConfigurationFile() {}

  /** What a file says, as it was when it was read. */
  public static final class Loaded {

    private final Source source;
    private final @Nullable GatehouseProperties bound;
    private final Map<String, String> outside;
    private final Problems problems;

    Loaded(
        Source source,
        @Nullable GatehouseProperties bound,
        Map<String, String> outside,
        Problems problems) {
      this.source = source;
      this.bound = bound;
      this.outside = outside;
      this.problems = problems;
    }

    /** What the file says; null where the problems hold an error. */
    public @Nullable GatehouseProperties properties() {
      return problems.hasErrors() ? null : bound;
    }

    /** Whose code is to verify signatures, as far as the file can be read. */
    public SignatureChoice signatures() {
      return bound == null ? SignatureChoice.AUTO : bound.signatures();
    }

    /** The verifier's own port; null where it has none, as far as the file can be read. */
    public @Nullable Integer verifierPort() {
      ForwardAuthProperties verifier = bound == null ? null : bound.forwardAuth();
      return verifier == null ? null : verifier.port();
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

    /** The file. */
    public Path file() {
      return source.file();
    }

    /** A hash of the file's content. */
    public String fingerprint() {
      return source.fingerprint();
    }

    /** What the file says by now, its placeholders filled in anew. */
    public Loaded again() {
      return read(source.file(), source.environment());
    }

    /**
     * Warns of everything in which the file differs from the one at start and that is read only
     * then.
     */
    public void warnOfWhatStays(Loaded atStart) {
      if (bound != null && atStart.bound != null) {
        ReadOnce.warn(atStart.bound, bound, problems);
        ReadOnce.warn(atStart.outside, outside, problems);
      }
    }

    /** The providers as far as they could be read. */
    Map<String, ProviderProperties> providers() {
      return bound == null ? Map.of() : bound.providers();
    }

    /** The routes as far as they could be read. */
    List<RouteProperties> routes() {
      return bound == null ? List.of() : bound.routes();
    }

    /** The folder that file names are relative to. */
    Path folder() {
      Path parent = source.file().toAbsolutePath().getParent();
      return parent == null ? Path.of("/") : parent;
    }
  }

  /** Where a file is from. */
  private record Source(
      Path file, UnaryOperator<@Nullable String> environment, String fingerprint) {}

  /**
   * Reads a file. What is wrong with it is noted, never thrown.
   *
   * @param environment the value of an environment variable; null where it is not set
   */
  public static Loaded read(Path file, UnaryOperator<@Nullable String> environment) {
    byte[] octets;
    try {
      octets = Files.readAllBytes(file);
    } catch (IOException e) {
      var source = new Source(file, environment, UNREADABLE);
      return unreadable(source, "the file cannot be read: " + reason(file, e));
    }
    var source = new Source(file, environment, Digest.of(octets));
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
      return read(file.toString(), text, source);
    } catch (CharacterCodingException e) {
      return unreadable(source, "the file is not in UTF-8");
    }
  }

  /**
   * Everything that is wrong with a configuration that stands in no file yet, as far as it can be
   * told without its routes being made.
   *
   * @param name what the problems are to call it
   * @param folder what its file names are relative to
   */
  public static Problems check(
      String name, String text, Path folder, UnaryOperator<@Nullable String> environment) {
    return read(name, text, folder.resolve(name), environment).problems();
  }

  /** A hash of the file's content as it is now, as {@link Loaded#fingerprint} gives it. */
  public static String fingerprint(Path file) {
    try {
      return Digest.of(Files.readAllBytes(file));
    } catch (IOException e) {
      return UNREADABLE;
    }
  }

  static Loaded read(
      String name, String text, Path file, UnaryOperator<@Nullable String> environment) {
    return read(name, text, new Source(file, environment, ""));
  }

  private static Loaded read(String name, String text, Source source) {
    var lines = new SourceText(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
    var problems = new Problems(lines);
    List<YamlNode> documents = new YamlReader(lines, problems).documents();
    YamlNode.Mapping subtree = documents == null ? null : new Subtree(problems).find(documents);
    if (documents == null || subtree == null) {
      return new Loaded(source, null, Map.of(), problems);
    }
    GatehouseProperties properties =
        new Binder(problems, source.environment())
            .bind(Place.ROOT, GatehouseProperties.class, subtree);
    var loaded = new Loaded(source, properties, ReadOnce.outside(documents), problems);
    ConfigurationChecks.check(properties, loaded.folder(), problems);
    return loaded;
  }

  private static Loaded unreadable(Source source, String message) {
    var problems = new Problems(new SourceText(source.file().toString(), ""));
    problems.errorAt(null, "", message, null);
    return new Loaded(source, null, Map.of(), problems);
  }

  private static String reason(Path file, IOException e) {
    if (Files.isDirectory(file)) {
      return "it is a folder";
    }
    return Files.exists(file) ? e.getClass().getSimpleName() : "there is none of this name";
  }
}
