package dev.gatehouse.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;

/**
 * Collects everything that is wrong with one configuration file, so that all of it can be told at
 * once, each with its place in the file.
 *
 * <p>Not thread-safe: one loading of one file.
 */
public final class Problems {

  private static final Span NOWHERE = new Span(0, 0, 0, 0);

  private SourceText source;
  private final List<Noted> all = new ArrayList<>();
  private final Set<String> excused = new HashSet<>();
  private Map<String, Span> keys = new HashMap<>();
  private Map<String, Span> values = new HashMap<>();

  /** The problems of a configuration that stands in no file. */
  public Problems() {
    this(new SourceText("configuration", ""));
  }

  Problems(SourceText source) {
    this.source = source;
  }

  /**
   * Notes an error: the configuration is refused.
   *
   * @param path the key it is about, such as {@code gatehouse.routes[3].predicates[0]}; the place
   *     in the file is that of the nearest known one
   * @param message what is wrong
   * @param advice what to do; null where the message says it all
   */
  public void error(String path, String message, @Nullable String advice) {
    add(Severity.ERROR, path, nearest(path), message, advice);
  }

  /** Notes a warning, as {@link #error} does an error. */
  public void warning(String path, String message, @Nullable String advice) {
    add(Severity.WARNING, path, nearest(path), message, advice);
  }

  /**
   * Where a key stands in the file, or the nearest known one above it where it is left out.
   *
   * @param path such as {@code gatehouse.providers.keycloak.audiences}
   */
  public Position position(String path) {
    String known = path;
    Span span = spanOf(known);
    while (span == null && !known.isEmpty()) {
      known = parent(known);
      span = spanOf(known);
    }
    Span at = span == null ? NOWHERE : span;
    return new Position(source.name(), at.line(), at.column(), known);
  }

  private @Nullable Span spanOf(String path) {
    return keys.getOrDefault(path, values.get(path));
  }

  /** Whether the configuration is refused. */
  public boolean hasErrors() {
    return all.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
  }

  /** Whether an error is known about this key or anything below it, so another would only echo. */
  public boolean hasErrorAt(String path) {
    return excused.stream().anyMatch(excuse -> isAtOrBelow(excuse, path))
        || all.stream()
            .anyMatch(
                problem ->
                    problem.severity() == Severity.ERROR && isAtOrBelow(problem.path(), path));
  }

  /** Notes that a key is missing only because another, of which an error is noted, is misspelt. */
  void excuse(String path) {
    excused.add(path);
  }

  /**
   * Lets go of the file's text and of where in it everything stands, of which ten thousand routes
   * keep sixteen megabytes, once all has been told and the configuration is in force.
   */
  public void forgetPlaces() {
    keys = new HashMap<>();
    values = new HashMap<>();
    source = new SourceText(source.name(), "");
  }

  /** All problems, in the order of the file. */
  public List<Problem> all() {
    return all.stream()
        .map(this::told)
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }

  /** The problems as a compiler prints them, ending with a line that counts them. */
  public String render() {
    return ProblemReport.text(source.name(), all());
  }

  /** The first error, in one line and with its place; null where there is none. */
  public @Nullable String firstError() {
    return all().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .findFirst()
        .map(problem -> ProblemReport.line(source.name(), problem))
        .orElse(null);
  }

  /** The problems as a JSON array, for tools. */
  public String toJson() {
    return ProblemReport.json(source.name(), all());
  }

  /** Notes an error about the key rather than about its value. */
  void keyError(String path, String message, @Nullable String advice) {
    Span key = keys.get(path);
    add(Severity.ERROR, path, key == null ? nearest(path) : key, message, advice);
  }

  /** Notes an error at a place that no path leads to. */
  void errorAt(@Nullable Span span, String path, String message, @Nullable String advice) {
    add(Severity.ERROR, path, span, message, advice);
  }

  /**
   * Notes an error inside of a text.
   *
   * @param line in the text, from 0
   * @param column in the text's line, in code points, from 0
   */
  void errorInside(String path, int line, int column, String message, @Nullable String advice) {
    Span value = values.get(path);
    Span at = value == null ? null : source.inside(value, line, column);
    add(Severity.ERROR, path, at == null ? nearest(path) : at, message, advice);
  }

  /** Whether the value that stands at this path has a placeholder in it. */
  boolean hasPlaceholderAt(String path) {
    Span value = values.get(path);
    return value != null && source.holdsPlaceholder(value);
  }

  /** Remembers where a key stands. */
  void locate(String path, @Nullable Span key, YamlNode value) {
    if (key != null) {
      keys.put(path, key);
    }
    // a marker below a whole block helps nobody: its key is where one looks
    boolean block = !(value instanceof YamlNode.Scalar);
    values.put(path, block && key != null ? key : value.span());
  }

  /** The line a key stands in, from 1; 0 where it is not in the file. */
  int lineOf(String path) {
    Span span = keys.getOrDefault(path, values.get(path));
    return span == null ? 0 : span.line();
  }

  /** Keeps the value out of every excerpt. */
  void conceal(YamlNode secret) {
    source.conceal(secret.span());
  }

  /** Keeps the value that stands at this path out of every excerpt. */
  void conceal(String path) {
    Span value = values.get(path);
    if (value != null) {
      source.conceal(value);
    }
  }

  private void add(
      Severity severity,
      String path,
      @Nullable Span span,
      String message,
      @Nullable String advice) {
    // secrets may be found later than this problem: its excerpt is taken when it is told
    all.add(new Noted(severity, path, span == null ? NOWHERE : span, message, advice));
  }

  private Problem told(Noted noted) {
    Span at = noted.at();
    return new Problem(
        noted.severity(),
        noted.path(),
        at.line(),
        at.column(),
        source.excerpt(at),
        noted.message(),
        noted.advice());
  }

  private record Noted(
      Severity severity, String path, Span at, String message, @Nullable String advice) {}

  private @Nullable Span nearest(String path) {
    String known = path;
    while (!known.isEmpty()) {
      Span span = values.get(known);
      if (span != null) {
        return span;
      }
      known = parent(known);
    }
    return null;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }

  private static boolean isAtOrBelow(String path, String ancestor) {
    return path.startsWith(ancestor)
        && (path.length() == ancestor.length()
            || path.charAt(ancestor.length()) == '.'
            || path.charAt(ancestor.length()) == '[');
  }

  /** What a failure is about, without what was being done when it came. */
  public static String reason(Throwable failure) {
    Throwable deepest = NestedExceptionUtils.getMostSpecificCause(failure);
    String message = deepest.getMessage();
    return message == null ? deepest.getClass().getSimpleName() : message;
  }
}
