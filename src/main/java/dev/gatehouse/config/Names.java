package dev.gatehouse.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compares names as people mistype them. */
final class Names {

  private Names() {}

  /** {@code cacheDuration} as {@code cache-duration}. */
  static String kebab(String camel) {
    var kebab = new StringBuilder();
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (Character.isUpperCase(c)) {
        kebab.append('-').append(Character.toLowerCase(c));
      } else {
        kebab.append(c);
      }
    }
    return kebab.toString();
  }

  /** The name without case, {@code -} and {@code _}. */
  static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** The known name that this one is most likely meant to be; null where none is near. */
  static @Nullable String nearest(String name, Collection<String> known) {
    String normal = normal(name);
    int allowed = Math.min(3, 1 + normal.length() / 5);
    String nearest = null;
    for (String candidate : known) {
      int distance = distance(normal, normal(candidate), allowed);
      if (distance <= allowed && distance < normal.length()) {
        nearest = candidate;
        allowed = distance - 1;
      }
    }
    return nearest;
  }

  /** How many slips (one character too many, too few, wrong, or swapped) lie between two texts. */
  static int distance(String one, String other, int most) {
    if (Math.abs(one.length() - other.length()) > most) {
      return most + 1;
    }
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    int[] current = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(last[j] + 1, current[j - 1] + 1), last[j - 1] + same);
        boolean swapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        current[j] = swapped ? Math.min(best, beforeLast[j - 2] + 1) : best;
      }
      int[] reused = beforeLast;
      beforeLast = last;
      last = current;
      current = reused;
    }
    return last[other.length()];
  }
}
