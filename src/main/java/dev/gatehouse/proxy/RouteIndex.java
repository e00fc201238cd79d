package dev.gatehouse.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;

/**
 * Finds the routes that may serve a request, so that most others need not be asked: by the labels
 * that a route's hosts end with and the segments that its paths begin with. A route that it leaves
 * out could not serve the request, whatever its other predicates say. Immutable.
 */
final class RouteIndex {

  private final Hosts hosts;

  private RouteIndex(Hosts hosts) {
    this.hosts = hosts;
  }

  /**
   * Indexes routes.
   *
   * @param predicates of every route, in order, those predicates that are plain
   */
  static RouteIndex of(List<List<PlainPredicate>> predicates) {
    var hosts = new Hosts();
    for (int route = 0; route < predicates.size(); route++) {
      List<List<String>> labels = List.of(List.of());
      List<List<String>> segments = List.of(List.of());
      for (PlainPredicate predicate : predicates.get(route)) {
        switch (predicate) {
          case PlainPredicate.Host host ->
              labels =
                  host.patterns().stream()
                      .map(pattern -> Literals.lastLabels(pattern.text()))
                      .toList();
          case PlainPredicate.Path path ->
              segments =
                  path.patterns().stream()
                      .map(pattern -> Literals.firstSegments(pattern.text()))
                      .toList();
          case PlainPredicate.Method _,
              PlainPredicate.Header _,
              PlainPredicate.Query _,
              PlainPredicate.CookieValue _ -> {}
        }
      }
      for (List<String> host : labels) {
        for (List<String> path : segments) {
          hosts.at(host).paths.at(path).add(route);
        }
      }
    }
    return new RouteIndex(hosts);
  }

  /** The routes that may serve the request, in their order. */
  Candidates candidates(Question question) {
    var found = new Candidates();
    Hosts node = hosts;
    String host = question.host();
    int end = host == null ? 0 : host.length();
    while (node != null) {
      node.paths.collect(question, found);
      while (end > 0 && host != null && host.charAt(end - 1) == '.') {
        end--;
      }
      if (end == 0 || host == null || node.children.isEmpty()) {
        break;
      }
      int dot = host.lastIndexOf('.', end - 1);
      node = node.children.get(host.substring(dot + 1, end));
      end = Math.max(dot, 0);
    }
    return found;
  }

  /** The positions of routes, several ascending lists merged as they are asked for. */
  static final class Candidates {

    private final List<int[]> lists = new ArrayList<>(4);
    private final List<int[]> cursors = new ArrayList<>(4);

    private void add(int[] routes) {
      lists.add(routes);
      cursors.add(new int[1]);
    }

    /** The next position; -1 where there is none. */
    int next() {
      int least = Integer.MAX_VALUE;
      for (int i = 0; i < lists.size(); i++) {
        int at = cursors.get(i)[0];
        if (at < lists.get(i).length) {
          least = Math.min(least, lists.get(i)[at]);
        }
      }
      for (int i = 0; i < lists.size(); i++) {
        int[] cursor = cursors.get(i);
        if (cursor[0] < lists.get(i).length && lists.get(i)[cursor[0]] == least) {
          cursor[0]++;
        }
      }
      return least == Integer.MAX_VALUE ? -1 : least;
    }
  }

  /** The routes whose hosts end with the labels on the way here. */
  private static final class Hosts {

    private final Map<String, Hosts> children = new HashMap<>();
    private final Paths paths = new Paths();

    private Hosts at(List<String> labels) {
      Hosts node = this;
      for (String label : labels) {
        node = node.children.computeIfAbsent(label, _ -> new Hosts());
      }
      return node;
    }
  }

  /** The routes whose paths begin with the segments on the way here. */
  private static final class Paths {

    private final Map<String, Paths> children = new HashMap<>();
    private int[] routes = {};

    private Paths at(List<String> segments) {
      Paths node = this;
      for (String segment : segments) {
        node = node.children.computeIfAbsent(segment, _ -> new Paths());
      }
      return node;
    }

    /** Adds a position that is none before the last one added. */
    private void add(int route) {
      if (routes.length == 0 || routes[routes.length - 1] != route) {
        routes = Arrays.copyOf(routes, routes.length + 1);
        routes[routes.length - 1] = route;
      }
    }

    private void collect(Question question, Candidates found) {
      if (question.hasPlainPath()) {
        collectPlain(question.path(), found);
      } else {
        collectParsed(question.segments().elements(), found);
      }
    }

    private void collectPlain(String path, Candidates found) {
      Paths node = this;
      int start = 1;
      while (node != null) {
        node.giveTo(found);
        if (node.children.isEmpty() || start >= path.length()) {
          return;
        }
        int slash = path.indexOf('/', start);
        int end = slash < 0 ? path.length() : slash;
        node = node.children.get(path.substring(start, end));
        start = end + 1;
      }
    }

    private void collectParsed(List<PathContainer.Element> elements, Candidates found) {
      giveTo(found);
      Paths node = this;
      // separator and segment in turn, as in every pattern that has literals to begin with
      for (int i = 1; i < elements.size(); i += 2) {
        node =
            elements.get(i) instanceof PathContainer.PathSegment segment
                ? node.child(segment)
                : null;
        if (node == null) {
          return;
        }
        node.giveTo(found);
      }
    }

    private @Nullable Paths child(PathContainer.PathSegment segment) {
      return children.get(segment.valueToMatch());
    }

    private void giveTo(Candidates found) {
      if (routes.length > 0) {
        found.add(routes);
      }
    }
  }
}
