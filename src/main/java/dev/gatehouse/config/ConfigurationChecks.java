package dev.gatehouse.config;

import java.nio.file.Path;
import java.util.Collection;

/** Everything about a configuration that its types cannot say. */
final class ConfigurationChecks {

  private static final int LONGEST_NAME = 64;

  private ConfigurationChecks() {}

  /**
   * Notes what is wrong.
   *
   * @param folder the folder of the configuration file, which file names are relative to
   */
  static void check(GatehouseProperties properties, Path folder, Problems problems) {
    new ProviderChecks(properties, problems).check();
    new TokenSourceChecks(properties, problems).check();
    new IdentityHeaderChecks(properties, problems).check();
    new KeySourceChecks(properties, folder, problems).check();
    new PolicyChecks(properties, problems).check();
    new RuleChecks(properties, problems).check();
    new RouteChecks(properties, problems).check();
    new TrailingSlashChecks(properties, problems).check();
    new ForwardAuthChecks(properties, problems).check();
    new AddressChecks(properties, problems).check();
  }

  /** Names stand in URLs, challenges and metrics, so they are plain. */
  static void checkName(Problems problems, String path, String name) {
    boolean plain =
        !name.isEmpty()
            && name.length() <= LONGEST_NAME
            && name.chars().allMatch(ConfigurationChecks::isPlain)
            && name.chars().anyMatch(c -> c != '.');
    if (!plain) {
      problems.keyError(
          path,
          "'" + name + "' cannot be a name",
          "use letters, digits, '-', '_' and '.', at most " + LONGEST_NAME + " of them");
    }
  }

  /** What to do about a name that nothing has. */
  static String adviceForName(String name, Collection<String> known, String home) {
    String nearest = Names.nearest(name, known);
    if (nearest != null) {
      return "did you mean '" + nearest + "'?";
    }
    return known.isEmpty()
        ? "define it in " + home
        : "define it in " + home + ", which has " + String.join(", ", known);
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }
}
