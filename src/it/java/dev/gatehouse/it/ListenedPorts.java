package dev.gatehouse.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports that a gateway chose itself, as it prints them.
 *
 * @param verifier the port that its configuration gives the verifier
 */
record ListenedPorts(Optional<Integer> verifier) {

  private static final Pattern LISTENING = Pattern.compile("Netty started on port (\\d+)");
  private static final Pattern VERIFIER = Pattern.compile("(?s)\\bforwardAuth:.*?\\bport: (\\d+)");
  private static final String CONFIG = "--gatehouse.config=";

  /** The ports of a gateway that is started with these arguments. */
  static ListenedPorts of(String... arguments) {
    for (String argument : arguments) {
      Path file = Path.of(argument.replace(CONFIG, ""));
      if (argument.startsWith(CONFIG) && Files.exists(file)) {
        return of(file);
      }
    }
    return new ListenedPorts(Optional.empty());
  }

  private static ListenedPorts of(Path file) {
    try {
      Matcher port = VERIFIER.matcher(Files.readString(file));
      return new ListenedPorts(
          port.find() ? Optional.of(Integer.valueOf(port.group(1))) : Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Integer> in(String printed) {
    return LISTENING
        .matcher(printed)
        .results()
        .map(match -> Integer.valueOf(match.group(1)))
        .filter(port -> !verifier.equals(Optional.of(port)))
        .toList();
  }
}
