package dev.gatehouse.migration;

/** Names variables of the environment for what is kept elsewhere than in a file. */
final class Variables {

  private Variables() {}

  /** The parts in capitals, joined by {@code _}. */
  static String named(String... parts) {
    var name = new StringBuilder();
    for (String part : parts) {
      name.append(name.isEmpty() ? "" : "_");
      for (int i = 0; i < part.length(); i++) {
        char c = part.charAt(i);
        boolean lower = c >= 'a' && c <= 'z';
        boolean fits = lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name.append(fits ? (char) (lower ? c - 'a' + 'A' : c) : '_');
      }
    }
    return name.toString();
  }
}
