package dev.gatehouse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the command line. Gatehouse's own options are few and every other word has to look like one
 * of Spring Boot's ({@code --server.port=8443}): a misspelt option must not start a gateway that
 * ignores it.
 */
final class CommandLine {

  private static final String CONFIG = "--gatehouse.config";
  private static final String CHECK = "--check";
  private static final String EXPLAIN = "--explain";
  private static final String POLICY = "--policy";
  private static final String REQUEST = "--request";
  private static final String HEADER = "--header";
  private static final List<String> OPTIONS =
      List.of(
          CONFIG,
          "--demo",
          CHECK,
          EXPLAIN,
          POLICY,
          REQUEST,
          HEADER,
          "--json",
          "--help",
          "--version",
          ImportLine.OPTION,
          LoneOption.INSTALL,
          LoneOption.TRAIN,
          LoneOption.HEALTH);
  private static final List<String> WITH_VALUE = List.of(CONFIG, CHECK, POLICY, REQUEST, HEADER);

  /** Spring Boot's two switches that are words of their own. */
  private static final List<String> SPRING_SWITCHES = List.of("--debug", "--trace");

  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "--config", CONFIG + "=FILE",
          "--conf", CONFIG + "=FILE",
          "--file", CONFIG + "=FILE",
          "-c", CONFIG + "=FILE",
          "-f", CONFIG + "=FILE",
          "--validate", CHECK + " FILE",
          "--dry-run", CHECK + " FILE",
          "--migrate", ImportLine.OPTION + " FILE...",
          "--port", "--server.port=PORT",
          "-p", "--server.port=PORT");

  private final UnaryOperator<@Nullable String> environment;
  private final Path directory;
  private final List<String> springArguments = new ArrayList<>();
  private final List<String> switches = new ArrayList<>();
  private @Nullable String config;
  private @Nullable String checked;
  private final List<String> headers = new ArrayList<>();
  private @Nullable String policy;
  private @Nullable String request;
  private @Nullable String mistake;

  private CommandLine(UnaryOperator<@Nullable String> environment, Path directory) {
    this.environment = environment;
    this.directory = directory;
  }

  /**
   * What the words ask for.
   *
   * @param environment a variable's value by its name, null where it is not set
   * @param directory where relative paths begin and {@code gatehouse.yaml} is looked for
   */
  static Command parse(
      List<String> words, UnaryOperator<@Nullable String> environment, Path directory) {
    if (words.contains(ImportLine.OPTION)) {
      return ImportLine.parse(words, directory);
    }
    return LoneOption.isAmong(words)
        ? LoneOption.parse(words, directory)
        : new CommandLine(environment, directory).parse(words);
  }

  private Command parse(List<String> words) {
    for (int i = 0; i < words.size() && mistake == null; i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (WITH_VALUE.contains(name)) {
        boolean next = equals < 0 && i + 1 < words.size() && !words.get(i + 1).startsWith("-");
        String value = equals >= 0 ? word.substring(equals + 1) : next ? words.get(++i) : null;
        value(name, value);
      } else if (OPTIONS.contains(word)) {
        switches.add(word);
      } else if (passesToSpring(word, name)) {
        springArguments.add(word);
      } else {
        mistake = unknown(word, name);
      }
    }
    return mistake == null ? command() : mistake(mistake);
  }

  private Command mistake(String message) {
    return new Command.Mistake(message, switches.contains(EXPLAIN) ? 2 : 1);
  }

  private void value(String option, @Nullable String value) {
    if (option.equals(REQUEST) || option.equals(HEADER)) {
      ofRequest(option, value);
    } else if (!option.equals(POLICY)) {
      file(option, value);
    } else if (value == null || value.isBlank()) {
      mistake = POLICY + " needs the name of a policy: " + POLICY + "=NAME";
    } else if (policy != null) {
      mistake = POLICY + " is given twice.";
    } else {
      policy = value;
    }
  }

  private void ofRequest(String option, @Nullable String value) {
    boolean line = option.equals(HEADER);
    if (value == null || value.isBlank()) {
      mistake =
          option + (line ? " needs a line: 'name: value'" : " needs a method and a URL: 'GET URL'");
    } else if (line) {
      headers.add(value);
    } else if (request != null) {
      mistake = REQUEST + " is given twice.";
    } else {
      request = value;
    }
  }

  private void file(String option, @Nullable String value) {
    boolean check = option.equals(CHECK);
    if (value == null && check) {
      switches.add(CHECK);
    } else if (value == null || value.isBlank()) {
      mistake = option + " needs a file: " + option + (check ? " FILE" : "=FILE");
    } else if (check ? checked != null : config != null) {
      mistake = option + " is given twice.";
    } else if (check) {
      switches.add(CHECK);
      checked = value;
    } else {
      config = value;
    }
  }

  private static boolean passesToSpring(String word, String name) {
    if (SPRING_SWITCHES.contains(word)) {
      return true;
    }
    boolean property = name.startsWith("--") && name.length() < word.length();
    boolean ours = isGatehouse(name) || OTHER_NAMES.containsKey(name);
    return property && !ours && (name.indexOf('.') > 0 || nearest(name).isEmpty());
  }

  private static boolean isGatehouse(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith("--gatehouse");
  }

  private static String unknown(String word, String name) {
    Optional<String> nearest = Optional.ofNullable(OTHER_NAMES.get(name)).or(() -> nearest(name));
    String sentence = "Unknown option " + name + ".";
    if (nearest.isPresent()) {
      return sentence + " Did you mean " + nearest.get() + "?";
    }
    if (isGatehouse(name)) {
      return sentence
          + " What begins with gatehouse. is set in the configuration file and nowhere else;"
          + " the command line only names that file: "
          + CONFIG
          + "=FILE.";
    }
    if (word.startsWith("-D") || word.startsWith("-X")) {
      return sentence + " Options of the JVM go before -jar.";
    }
    if (!word.startsWith("-")) {
      return "Unexpected word " + word + ". Did you mean " + CONFIG + "=" + word + "?";
    }
    if (name.indexOf('.') > 0) {
      return sentence + " A property of Spring Boot needs a value: " + name + "=VALUE.";
    }
    return sentence + " --help names those there are.";
  }

  private static Optional<String> nearest(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return OPTIONS.stream()
        .filter(option -> Spelling.distance(lower, option) <= (option.length() > 8 ? 3 : 2))
        .min((one, other) -> Spelling.distance(lower, one) - Spelling.distance(lower, other));
  }

  private Command command() {
    if (switches.contains("--help")) {
      return new Command.Help();
    }
    if (switches.contains("--version")) {
      return new Command.Version();
    }
    String contradiction = contradiction();
    if (contradiction != null) {
      return mistake(contradiction);
    }
    return switches.contains("--demo") ? new Command.Demo(springArguments) : withFile();
  }

  /** Why the options do not go together; null where they do. */
  private @Nullable String contradiction() {
    boolean check = switches.contains(CHECK);
    boolean explain = switches.contains(EXPLAIN);
    if (switches.contains("--json") && !check && !explain) {
      return "--json goes with --check FILE and with --explain.";
    }
    if (switches.contains("--demo") && (check || explain || config != null)) {
      return "--demo brings its own configuration: leave out "
          + (check ? CHECK : explain ? EXPLAIN : CONFIG)
          + ".";
    }
    if (check && explain) {
      return "Either " + CHECK + " or " + EXPLAIN + ": leave out one of them.";
    }
    if (policy != null && !explain) {
      return POLICY + " goes with " + EXPLAIN + ".";
    }
    if ((request != null || !headers.isEmpty()) && !explain) {
      return REQUEST + " and " + HEADER + " go with " + EXPLAIN + ".";
    }
    if (request == null && !headers.isEmpty()) {
      return HEADER + " goes with " + REQUEST + ".";
    }
    if (policy == null && explain) {
      return EXPLAIN + " needs the name of a policy: " + EXPLAIN + " " + POLICY + "=NAME";
    }
    return checked != null && config != null
        ? "Two files are named: leave out " + CONFIG + "."
        : null;
  }

  private Command withFile() {
    String named = checked != null ? checked : config;
    String by = checked != null ? CHECK : CONFIG;
    if (named == null) {
      named = environment.apply("GATEHOUSE_CONFIG");
      by = "The environment variable GATEHOUSE_CONFIG";
      if (named != null && named.isBlank()) {
        return mistake(by + " is empty: set it to a file, or unset it.");
      }
    }
    Path file = directory.resolve(named == null ? "gatehouse.yaml" : named);
    if (!Files.exists(file)) {
      return mistake(
          named == null ? nothingConfigured() : by + " names " + file + ", which is not there.");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return mistake(file + " is not a file that can be read.");
    }
    boolean json = switches.contains("--json");
    if (policy != null) {
      return new Command.Explain(file, policy, request, headers, json, springArguments);
    }
    return switches.contains(CHECK)
        ? new Command.Check(file, json, springArguments)
        : new Command.Serve(file, springArguments);
  }

  private String nothingConfigured() {
    return """
    There is no configuration, so nothing was started. Do one of these:

      name a file:         java -jar gatehouse.jar --gatehouse.config=FILE
      or set GATEHOUSE_CONFIG=FILE, or put gatehouse.yaml into %s
      try the demo first:  java -jar gatehouse.jar --demo"""
        .formatted(directory.toAbsolutePath().normalize());
  }
}
