package dev.gatehouse.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution of Maven Central, which the build has unpacked, on a port of its own choice. */
record KeycloakProcess(Process process, String url) implements Keycloak {

  private static final Duration START = Duration.ofMinutes(3);
  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[0-9.]+:\\d+)");

  static KeycloakProcess run() {
    Path home = Path.of(System.getProperty("keycloak.home"));
    imports(home);
    var builder =
        new ProcessBuilder(
            "sh",
            home.resolve("bin/kc.sh").toString(),
            "start-dev",
            "--import-realm",
            "--http-host=127.0.0.1",
            "--http-port=0",
            "--db=dev-mem");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin");
    try {
      Process process = builder.redirectErrorStream(true).start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
      return new KeycloakProcess(process, address(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void imports(Path home) {
    try {
      Path folder = Files.createDirectories(home.resolve("data").resolve("import"));
      Files.copy(REALM, folder.resolve(REALM.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String address(Process process) {
    try {
      String printed =
          new Output(process)
              .await(text -> LISTENING.matcher(text).find(), START, "Keycloak that listens");
      Matcher listening = LISTENING.matcher(printed);
      listening.find();
      return listening.group(1);
    } catch (AssertionError e) {
      end(process);
      throw e;
    }
  }

  /** The script's child is the server: ending the script alone would leave it running. */
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    end(process);
  }
}
