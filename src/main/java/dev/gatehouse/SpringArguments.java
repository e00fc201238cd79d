package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What Spring Boot is told on its command line. */
final class SpringArguments {

  private SpringArguments() {}

  /**
   * The user's arguments, and the configuration file as one more source of Spring Boot's own
   * properties. On the command line, as there the user's own additional locations are added to it
   * rather than put in its place.
   */
  static String[] with(Path file, List<String> arguments, String... more) {
    List<String> all = new ArrayList<>();
    all.add("--spring.config.additional-location=" + location(file));
    all.addAll(arguments);
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  /**
   * The file as a location that Spring Boot reads: as YAML whatever its name ends in, and with
   * every character escaped that would mean something there (a comma, a semicolon, an asterisk).
   */
  static String location(Path file) {
    var location = new StringBuilder("file:");
    String path = file.toAbsolutePath().normalize().toUri().getPath();
    for (byte octet : path.getBytes(UTF_8)) {
      if (isPlain((char) octet)) {
        location.append((char) octet);
      } else {
        location.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    String name = path.toLowerCase(Locale.ROOT);
    boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
    return location.append(yaml ? "" : "[.yaml]").toString();
  }

  private static boolean isPlain(char c) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || "/-._~".indexOf(c) >= 0;
  }
}
