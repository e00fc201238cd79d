package dev.gatehouse.migration;

import org.jspecify.annotations.Nullable;

/** Writes what others match paths by as a predicate; what a pattern could misread is none. */
final class PathPatterns {

  private PathPatterns() {}

  /** This path and no other. */
  static @Nullable String exactly(String path) {
    return isSimple(path) ? "Path=" + path : null;
  }

  /** This path and whatever lies below it, a whole step at a time. */
  static @Nullable String below(String prefix) {
    String base = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    return base.isEmpty() ? "Path=/**" : isSimple(base) ? "Path=" + base + "/**" : null;
  }

  /** Every path that begins with these characters. */
  static @Nullable String beginningWith(String prefix) {
    if (prefix.equals("/")) {
      return "Path=/**";
    }
    if (!isSimple(prefix)) {
      return null;
    }
    return prefix.endsWith("/")
        ? "Path=" + prefix + "," + prefix + "*/**"
        : "Path=" + prefix + "*/**";
  }

  /** Whether every character stands for itself, in a pattern and in a list of them. */
  static boolean isSimple(String path) {
    if (!path.startsWith("/") || path.contains("//")) {
      return false;
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean simple =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "/._~-@:+".indexOf(c) >= 0;
      if (!simple) {
        return false;
      }
    }
    return true;
  }

  /** Whether the text can stand in a regular expression as itself. */
  static boolean isWord(@Nullable String text) {
    return text != null
        && !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_');
  }
}
