package dev.gatehouse.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Holds values against the least and the greatest that their key allows. */
final class Bounds {

  private Bounds() {}

  /** Whether the value lies within its key's bounds; notes it where not. */
  static boolean hold(Problems problems, Place place, KeySpec spec, Object value) {
    String min = spec.about().min();
    String max = spec.about().max();
    if (!min.isEmpty() && compare(value, min) < 0) {
      problems.error(place.path(), spec.name() + " must be at least " + min, null);
      return false;
    }
    if (!max.isEmpty() && compare(value, max) > 0) {
      problems.error(place.path(), spec.name() + " must be at most " + max, null);
      return false;
    }
    return true;
  }

  private static int compare(Object value, String bound) {
    return switch (value) {
      case Integer whole -> whole.compareTo(requireNonNull(Quantities.whole(bound)));
      case Duration time -> time.compareTo(requireNonNull(Quantities.time(bound)));
      case DataSize size -> size.compareTo(requireNonNull(Quantities.size(bound)));
      default -> throw new IllegalStateException("no bounds for " + value.getClass());
    };
  }
}
