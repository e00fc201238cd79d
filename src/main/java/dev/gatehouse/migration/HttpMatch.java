package dev.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what an {@code HTTPRoute} matches requests by. */
final class HttpMatch {

  /** The rank of what matches any request. */
  static final List<Integer> ANY = List.of(0, 1, 0, 0, 0);

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH");

  private int exact;
  private int length = 1;
  private int method;
  private int headers;
  private int parameters;

  /** The predicates; null where they cannot be said. */
  @Nullable List<String> read(Item match) {
    var predicates = new ArrayList<@Nullable String>();
    predicates.add(path(match.item("path")));
    String verb = match.rawText("method");
    if (verb != null) {
      method = 1;
      predicates.add(METHODS.contains(verb) ? "Method=" + verb : null);
    }
    for (Item header : match.items("headers")) {
      headers++;
      predicates.add(valued("Header", header));
    }
    for (Item parameter : match.items("queryParams")) {
      parameters++;
      predicates.add(valued("Query", parameter));
    }
    var said = new ArrayList<String>();
    for (String predicate : predicates) {
      if (predicate != null) {
        said.add(predicate);
      }
    }
    return match.complete() && said.size() == predicates.size() ? said : null;
  }

  /** How special it is, as the Gateway API ranks. */
  List<Integer> rank() {
    return List.of(exact, length, method, headers, parameters);
  }

  private @Nullable String path(@Nullable Item path) {
    if (path == null) {
      return "Path=/**";
    }
    String type = path.rawText("type");
    String value = path.rawText("value");
    String wanted = value == null ? "/" : value;
    length = wanted.length();
    return switch (type == null ? "PathPrefix" : type) {
      case "Exact" -> {
        exact = 1;
        yield PathPatterns.exactly(wanted);
      }
      case "PathPrefix" -> PathPatterns.below(wanted);
      default -> {
        // asked before all others, as it may be about any path
        exact = 2;
        yield null;
      }
    };
  }

  private static @Nullable String valued(String predicate, Item item) {
    String type = item.rawText("type");
    String name = item.rawText("name");
    String value = item.rawText("value");
    boolean exactly = type == null || type.equals("Exact");
    return exactly && PathPatterns.isWord(name) && PathPatterns.isWord(value)
        ? predicate + "=" + name + ", ^" + value + "$"
        : null;
  }
}
