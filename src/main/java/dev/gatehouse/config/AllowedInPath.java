package dev.gatehouse.config;

import dev.gatehouse.edge.PathOddity;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What a path may hold although it is ambiguous, as {@code allowInPath} spells it. */
final class AllowedInPath {

  private AllowedInPath() {}

  /** Notes what cannot be allowed. */
  static void check(Problems problems, String path, List<String> allowed) {
    for (int i = 0; i < allowed.size(); i++) {
      String text = allowed.get(i);
      if (PathOddity.spelled(text) == null && !problems.hasErrorAt(path + "[" + i + "]")) {
        problems.error(
            path + "[" + i + "]",
            "'" + text + "' cannot be allowed in a path",
            "of \"%2F\", \"%25\", \";\" and \"//\"");
      }
    }
  }

  /** The oddities that are spelled so. */
  static Set<PathOddity> oddities(List<String> allowed) {
    return allowed.stream()
        .map(PathOddity::spelled)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }
}
