package dev.gatehouse.config;

import org.jspecify.annotations.Nullable;

/**
 * A place in the configuration.
 *
 * @param parent the place it lies in; null for the root
 * @param path with the names of this file, such as {@code gatehouse.routes[3].uri}
 * @param pattern with {@code <name>} and {@code []} in their place, such as {@code
 *     gatehouse.routes[].uri}
 */
record Place(@Nullable Place parent, String path, String pattern) {

  static final Place ROOT = new Place(null, "gatehouse", "gatehouse");

  /** The place of a key of a group. */
  Place key(String key) {
    return new Place(this, path + "." + key, pattern + "." + key);
  }

  /** The place of an entry of a mapping whose keys are names. */
  Place named(String name) {
    return new Place(this, path + "." + name, pattern + ".<name>");
  }

  /** The place of an element of a list. */
  Place element(int index) {
    return new Place(this, path + "[" + index + "]", pattern + "[]");
  }

  /** The path of this pattern, if this place or one it lies in leads to it; else null. */
  @Nullable String resolve(String wanted) {
    for (Place place = this; place != null; place = place.parent()) {
      if (wanted.startsWith(place.pattern() + ".")) {
        String rest = wanted.substring(place.pattern().length());
        return rest.contains("<name>") || rest.contains("[]") ? null : place.path() + rest;
      }
    }
    return null;
  }
}
