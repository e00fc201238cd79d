package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged jar as {@code --install} leaves it, running. Closing it checks that nothing it
 * printed holds a token, reports a blocked event loop or a leaked buffer.
 */
final class GatehouseProcess implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(3);
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final String PORTS =
      """
      server: {port: 0}
      management: {server: {port: 0}}
      """;

  private final Process process;
  private final Output output;
  private final int port;
  private final int managementPort;

  private GatehouseProcess(Process process, Output output, ListenedPorts listened) {
    this.process = process;
    this.output = output;
    String printed =
        output.await(
            text -> listened.in(text).size() == 2, START, "two ports that are listened on");
    List<Integer> ports = listened.in(printed);
    this.managementPort = ports.get(manages(ports.get(1)) ? 1 : 0);
    this.port = ports.get(managementPort == ports.get(1) ? 0 : 1);
  }

  /** Starts it with this configuration, on ports of its own choice, and waits until it is ready. */
  static GatehouseProcess start(String yaml) {
    return start(yaml, Map.of());
  }

  static GatehouseProcess start(String yaml, Map<String, String> environment) {
    return startArguments(environment, "--gatehouse.config=" + configuration(yaml));
  }

  /** Starts it with these arguments and nothing else. */
  static GatehouseProcess startArguments(Map<String, String> environment, String... arguments) {
    return startWords(Product.installed(), environment, arguments);
  }

  /** Starts it by these words for {@code java}. */
  static GatehouseProcess startWords(
      List<String> java, Map<String, String> environment, String... arguments) {
    return ready(listening(java, environment, arguments));
  }

  /** Starts the jar as it was built, without any of the product's flags. */
  static GatehouseProcess startJar(String... arguments) {
    return startWords(List.of("-jar", Product.jar()), Map.of(), arguments);
  }

  /** Starts it with this configuration, and does not wait until it is ready. */
  static GatehouseProcess startUnready(String yaml) {
    return listening(Product.installed(), Map.of(), "--gatehouse.config=" + configuration(yaml));
  }

  /** Starts it by other words for {@code java} than {@code -jar}. */
  static GatehouseProcess startJava(
      List<String> java, Map<String, String> environment, String... arguments) {
    List<String> words = new ArrayList<>(Product.FLAGS);
    words.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    words.add("--sun-misc-unsafe-memory-access=allow");
    words.addAll(java);
    return startWords(words, environment, arguments);
  }

  private static GatehouseProcess ready(GatehouseProcess gatehouse) {
    try {
      gatehouse.awaitReadiness();
      return gatehouse;
    } catch (RuntimeException | AssertionError e) {
      gatehouse.process.destroyForcibly();
      throw e;
    }
  }

  private static GatehouseProcess listening(
      List<String> java, Map<String, String> environment, String... arguments) {
    Process process = launch(java, environment, arguments);
    try {
      return new GatehouseProcess(process, new Output(process), ListenedPorts.of(arguments));
    } catch (RuntimeException | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Waits until it says that it is ready. */
  void awaitReadiness() {
    Eventually.eventually(
        START, () -> assertThat(manage("/readyz").status()).as("readiness").isEqualTo(200));
  }

  /** The octets of all objects that are in use, garbage collected first. */
  long liveOctets() {
    String printed = diagnosed("GC.class_histogram");
    Matcher total = TOTAL.matcher(printed);
    assertThat(total.find()).as(printed).isTrue();
    return Long.parseLong(total.group(1));
  }

  /** What its threads are called and do. */
  String threads() {
    return diagnosed("Thread.print");
  }

  private String diagnosed(String what) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var command = new ProcessBuilder(jcmd, "" + process.pid(), what);
    try {
      Process running = command.redirectErrorStream(true).start();
      return new String(running.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it to its end, as for {@code --check}. */
  static Ended run(String... arguments) {
    return run(Map.of(), arguments);
  }

  static Ended run(Map<String, String> environment, String... arguments) {
    return run("", environment, arguments);
  }

  /** Runs it to its end with this on its standard input. */
  static Ended run(String input, Map<String, String> environment, String... arguments) {
    return runJava(Product.installed(), input, environment, arguments);
  }

  /** Runs it to its end by these words for {@code java}. */
  static Ended runJava(
      List<String> java, String input, Map<String, String> environment, String... arguments) {
    Process process = launch(java, environment, arguments);
    var output = new Output(process);
    try (var stdin = process.outputWriter(UTF_8)) {
      stdin.write(input);
    } catch (IOException e) {
      // it has ended without reading, as it does where nothing is to be read
    }
    try {
      if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end:\n" + output.soFar());
      }
      return new Ended(process.exitValue(), output.whole());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** A process that has ended, and all that it printed. */
  record Ended(int status, String output) {}

  int port() {
    return port;
  }

  int managementPort() {
    return managementPort;
  }

  long pid() {
    return process.pid();
  }

  String printed() {
    return output.soFar();
  }

  /** Waits until it has printed this. */
  void awaitPrinted(String text) {
    output.await(printed -> printed.contains(text), START, text);
  }

  Response send(Request request) {
    return Wire.exchange(port, request);
  }

  Response sendFrom(String address, Request request) {
    return Wire.exchange(port, address, request);
  }

  /** Asks the management port. */
  Response manage(String path) {
    return Wire.exchange(managementPort, Request.get(path));
  }

  /** Whether it has taken SIGTERM to heart: it is not ready any more, or doesn't answer. */
  boolean stopping() {
    try {
      return manage("/readyz").status() != 200;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  /** Ends it as an orchestrator does, and gives all that it printed. */
  Ended stop() {
    process.destroy();
    try {
      if (!process.waitFor(40, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("SIGTERM does not end it:\n" + output.soFar());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), output.whole());
  }

  @Override
  public void close() {
    // without SIGTERM's drain, which would cost every class of the suite ten seconds
    process.destroyForcibly();
    String printed = output.whole();
    assertThat(SentTokens.linesWithTokens(printed)).as("tokens in the output").isEmpty();
    assertThat(printed).doesNotContain("BlockingOperationError").doesNotContain("LEAK:");
  }

  /** Writes a configuration to a folder of its own. */
  static Path write(String yaml) {
    try {
      Path file = Files.createTempDirectory("gatehouse-it").resolve("gatehouse.yaml");
      return Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A configuration's file, with ports that the process chooses, in the lane that is tested. */
  static Path configuration(String yaml) {
    return write(PORTS + inLane(yaml));
  }

  /** The configuration, in the lane that is tested. */
  static String inLane(String yaml) {
    String lane = System.getProperty("gatehouse.directLane");
    if (lane == null) {
      return yaml;
    }
    assertThat(yaml).containsOnlyOnce("gatehouse:\n");
    return yaml.replace("gatehouse:\n", "gatehouse:\n  directLane: " + lane + "\n");
  }

  private static Process launch(
      List<String> java, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java);
    command.addAll(List.of(arguments));
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.directory(Files.createTempDirectory("gatehouse-it").toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("GATEHOUSE_"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      // a run that is cut short leaves nothing behind
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The main port may proxy any path, but gives every response an id; behind TLS it gives none. */
  private static boolean manages(int port) {
    try {
      return Wire.exchange(port, Request.get("/livez")).headers("X-Request-Id").isEmpty();
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
