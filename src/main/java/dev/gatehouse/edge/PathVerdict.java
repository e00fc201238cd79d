package dev.gatehouse.edge;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the guard says of a path. */
public sealed interface PathVerdict {

  /**
   * The path is refused on every route.
   *
   * @param detail a sentence that names what is ambiguous
   */
  record Ambiguous(String detail) implements PathVerdict {}

  /**
   * The path passes where the route allows its oddities.
   *
   * @param oddities what is odd in it; usually nothing
   */
  record Clear(Set<PathOddity> oddities) implements PathVerdict {}

  /**
   * Why the path is refused on a route.
   *
   * @param allowed the route's {@code allowInPath}
   * @return a sentence that names what is ambiguous; null where the path passes
   */
  default @Nullable String refusal(Set<PathOddity> allowed) {
    return switch (this) {
      case Ambiguous(String detail) -> detail;
      case Clear(Set<PathOddity> oddities) -> firstOutside(oddities, allowed);
    };
  }

  private static @Nullable String firstOutside(Set<PathOddity> oddities, Set<PathOddity> allowed) {
    for (PathOddity oddity : oddities) {
      if (!allowed.contains(oddity)) {
        return oddity.detail();
      }
    }
    return null;
  }
}
