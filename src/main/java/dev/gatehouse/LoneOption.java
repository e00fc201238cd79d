package dev.gatehouse;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the command line of an option that goes with no other. */
final class LoneOption {

  static final String INSTALL = "--install";
  static final String TRAIN = "--train";
  static final String HEALTH = "--health";
  private static final List<String> ALL = List.of(INSTALL, TRAIN, HEALTH);

  private LoneOption() {}

  /** Whether one of them is among the words. */
  static boolean isAmong(List<String> words) {
    return words.stream().anyMatch(word -> ALL.contains(name(word)));
  }

  /**
   * What the words ask for, of which one is such an option.
   *
   * @param directory where relative paths begin
   */
  static Command parse(List<String> words, Path directory) {
    String first = words.getFirst();
    String option = name(first);
    boolean next = first.equals(option) && words.size() == 2 && !words.get(1).startsWith("-");
    if (!ALL.contains(option) || words.size() > (next ? 2 : 1)) {
      return mistake(
          words.stream().map(LoneOption::name).filter(ALL::contains).findFirst().orElseThrow()
              + " goes with no other option.");
    }
    String value =
        next
            ? words.get(1)
            : first.equals(option) ? null : first.substring(option.length() + "=".length());
    return switch (option) {
      case INSTALL -> install(value, directory);
      case HEALTH -> health(value);
      default -> value == null ? new Command.Train() : mistake(TRAIN + " takes no value.");
    };
  }

  private static Command install(@Nullable String folder, Path directory) {
    return folder == null || folder.isBlank()
        ? mistake(INSTALL + " needs a folder: " + INSTALL + " DIR")
        : new Command.Install(directory.resolve(folder));
  }

  private static Command health(@Nullable String address) {
    if (address == null) {
      return new Command.Health(HealthProbe.USUAL);
    }
    try {
      var uri = new URI(address);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
        return new Command.Health(uri);
      }
    } catch (URISyntaxException e) {
      // said below
    }
    return mistake(HEALTH + " asks an address like " + HealthProbe.USUAL + ", not " + address);
  }

  private static String name(String word) {
    int equals = word.indexOf('=');
    return equals < 0 ? word : word.substring(0, equals);
  }

  private static Command mistake(String message) {
    return new Command.Mistake(message, 1);
  }
}
