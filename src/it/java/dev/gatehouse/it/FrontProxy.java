package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Another proxy in front of an app, running with the very files of its recipe. */
final class FrontProxy implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  /** A verifier that is there has answered by then, and a proxy that has no routes too. */
  private static final Duration VERIFIER = Duration.ofSeconds(3);

  private final Process process;
  private final Path output;
  private final int port;

  private FrontProxy(Process process, Path output, int port) {
    this.process = process;
    this.output = output;
    this.port = port;
  }

  /**
   * Starts it, with the recipe's ports exchanged for these and one of its own.
   *
   * @param verifier the port that Gatehouse answers at
   * @param app the port of what is guarded
   */
  static FrontProxy start(Recipe recipe, Path program, int verifier, int app) {
    int port = FreePort.next();
    try {
      Path folder = Files.createTempDirectory("gatehouse-it");
      try (Stream<Path> files = Files.list(recipe.folder())) {
        for (Path file : files.toList()) {
          Files.writeString(
              folder.resolve(file.getFileName()),
              withPorts(Files.readString(file), port, verifier, app));
        }
      }
      List<String> command = new ArrayList<>(List.of(program.toString()));
      command.addAll(recipe.arguments());
      Path output = folder.resolve("output.txt");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      // a run that is cut short leaves nothing behind
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
      var proxy = new FrontProxy(process, output, port);
      proxy.awaitStart();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withPorts(String text, int port, int verifier, int app) {
    String changed = text;
    for (String before : List.of(":", "port_value: ")) {
      changed =
          changed
              .replace(before + 8000, before + port)
              .replace(before + 4180, before + verifier)
              .replace(before + 9000, before + app);
    }
    return changed;
  }

  private void awaitStart() {
    try {
      Eventually.eventually(
          START,
          () -> {
            if (!process.isAlive()) {
              throw new IllegalStateException("it has ended: " + printed());
            }
            assertThat(isServing()).isTrue();
          });
    } catch (RuntimeException | AssertionError e) {
      end(process);
      throw new AssertionError("it does not listen: " + printed(), e);
    }
  }

  /** Traefik listens before it has read its routes; one that waits for the verifier has. */
  private boolean isServing() {
    try (var wire = Wire.to(port)) {
      wire.write(Request.get("/_started").bytes());
      Wire.Heard heard = wire.listen(VERIFIER, VERIFIER);
      return heard.text().isEmpty() ? !heard.closed() : !heard.text().startsWith("HTTP/1.1 404");
    }
  }

  int port() {
    return port;
  }

  String printed() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    end(process);
  }
}
