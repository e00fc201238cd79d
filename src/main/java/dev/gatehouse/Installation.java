package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Puts the jar into a folder in the form that starts fast: unpacked, with its native libraries
 * beside it, and with an AOT cache that the very Java machine, flags and class path have made that
 * will use it.
 */
final class Installation {

  private static final String OPTIONS = "jvm.options";
  private static final String CACHE = "gatehouse.aot";
  private static final String JAR = "gatehouse.jar";
  private static final String JARS = "lib";
  private static final String LIBRARIES = "native";

  /**
   * Maps the cache where it was made for. Elsewhere all of its pages would have to be rewritten at
   * each start, and be each process's own: 70 MB.
   */
  private static final String ONE_ADDRESS =
      "-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0";

  /**
   * Not for the training, which is to find out what is worth compiling: with its profiles the
   * second compiler begins at once, takes more of a start than Spring, and compiles again whatever
   * it knew too little of.
   */
  private static final List<String> PATIENCE =
      List.of(
          "# the second compiler begins later: who starts is ready sooner, and warm sooner",
          "-XX:Tier2InvokeNotifyFreqLog=15",
          "-XX:Tier2BackedgeNotifyFreqLog=18",
          "-XX:Tier4InvocationThreshold=15000",
          "-XX:Tier4MinInvocationThreshold=3000",
          "-XX:Tier4CompileThreshold=45000",
          "-XX:Tier4BackEdgeThreshold=120000");

  /** What there is afterwards. */
  static final List<String> CONTENT = List.of(OPTIONS, CACHE, JAR, JARS, LIBRARIES);

  private final Path jar;
  private final Path java;
  private final PrintStream err;

  /**
   * Makes one.
   *
   * @param jar what is installed
   * @param java the program that will run it
   * @param err for what is done, and what goes wrong
   */
  Installation(Path jar, Path java, PrintStream err) {
    this.jar = jar;
    this.java = java;
    this.err = err;
  }

  /** Installs the jar that runs, for the Java machine that runs it. */
  static Installation ofThisJar(PrintStream err) {
    return new Installation(
        Path.of(System.getProperty("java.class.path", "")),
        Path.of(System.getProperty("java.home", ""), "bin", "java"),
        err);
  }

  /**
   * Does it all.
   *
   * @param folder an empty one, or none yet; where it stays, as the paths in it are absolute
   * @return the exit status
   */
  int into(Path folder) {
    Path target = folder.toAbsolutePath().normalize();
    try {
      if (!isWhole()) {
        return refuse("--install unpacks the jar as it was built: java -jar gatehouse-VERSION.jar");
      }
      if (Files.exists(target) && !isEmpty(target)) {
        return refuse(target + " is not empty: name a new folder.");
      }
      install(target);
      err.println("Installed. Start it with");
      err.println("  java @" + target.resolve(OPTIONS) + " -jar " + target.resolve(JAR));
      return 0;
    } catch (IOException e) {
      return refuse(target + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refuse("The installation was interrupted.");
    }
  }

  private void install(Path target) throws IOException, InterruptedException {
    run(
        "-Djarmode=tools",
        "-jar",
        jar.toString(),
        "extract",
        "--destination",
        target.toString(),
        "--application-filename",
        JAR);
    Path options = target.resolve(OPTIONS);
    try (InputStream packed = Installation.class.getResourceAsStream(OPTIONS)) {
      Files.copy(requireNonNull(packed, OPTIONS), options);
    }
    List<String> more = new ArrayList<>(List.of("", "# What --install has made"));
    more.addAll(NativeLibraries.into(target.resolve(LIBRARIES), target.resolve(JARS)));
    append(options, more);
    String run = "@" + options;
    String unpacked = target.resolve(JAR).toString();
    // it would list every class that can't be kept
    String quiet = "-Xlog:aot=off";
    run(run, quiet, "-XX:AOTCacheOutput=" + target.resolve(CACHE), "-jar", unpacked, "--train");
    append(options, List.of(quoted("-XX:AOTCache=" + target.resolve(CACHE)), ONE_ADDRESS));
    append(options, PATIENCE);
    // ends here where the cache can't be used; a later start would only be slow
    run(run, "-XX:AOTMode=on", "-jar", unpacked, "--version");
  }

  private boolean isWhole() throws IOException {
    if (!Files.isRegularFile(jar)) {
      return false;
    }
    try (var opened = new JarFile(jar.toFile())) {
      return opened.getEntry("BOOT-INF/lib/") != null;
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed;
    try (InputStream output = process.getInputStream()) {
      printed = new String(output.readAllBytes(), UTF_8);
    }
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed:\n" + printed);
    }
  }

  private static void append(Path options, List<String> lines) throws IOException {
    Files.write(options, lines, UTF_8, StandardOpenOption.APPEND);
  }

  /** As the java launcher reads one word of a file of arguments. */
  static String quoted(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private int refuse(String message) {
    err.println(message);
    return 1;
  }
}
