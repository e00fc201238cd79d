package dev.gatehouse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the command line that asks for an import: the option, then files, and nothing else. */
final class ImportLine {

  static final String OPTION = "--import";

  private ImportLine() {}

  /**
   * What the words ask for.
   *
   * @param directory where relative paths begin
   */
  static Command parse(List<String> words, Path directory) {
    List<String> names = words.subList(1, words.size());
    if (!words.getFirst().equals(OPTION) || names.stream().anyMatch(name -> name.startsWith("-"))) {
      return mistake(OPTION + " goes with files and nothing else: " + OPTION + " FILE...");
    }
    if (names.isEmpty()) {
      return mistake(OPTION + " needs files: " + OPTION + " FILE...");
    }
    var files = new ArrayList<Path>();
    for (String name : names) {
      Path file = directory.resolve(name);
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        return mistake(file + " is not a file that can be read.");
      }
      files.add(file);
    }
    return new Command.Import(files);
  }

  private static Command mistake(String message) {
    return new Command.Mistake(message, 1);
  }
}
