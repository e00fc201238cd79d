package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts a gateway, sends it requests of many kinds, admitted and refused, and ends it: the classes
 * that are loaded and the profiles of the methods that run are what the Java machine keeps in its
 * AOT cache (JEP 483, 514, 515). An answer other than expected fails it.
 */
final class Training {

  private final PrintStream err;
  private final PrintStream nowhere =
      new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);

  /**
   * Makes one.
   *
   * @param err for what goes wrong
   */
  Training(PrintStream err) {
    this.err = err;
  }

  /**
   * Does it all.
   *
   * @return the exit status: 0 where every answer was as expected
   */
  int run() {
    PrintStream told = System.out;
    // some thousand lines of the access log, which nobody reads
    System.setOut(nowhere);
    try {
      train(List.of(TrainingKey.rsa(), TrainingKey.ec(), TrainingKey.ed25519()));
      return 0;
    } catch (IOException | GeneralSecurityException | IllegalStateException e) {
      err.println("The training failed: " + e.getMessage());
      return 1;
    } finally {
      System.setOut(told);
    }
  }

  private void train(List<TrainingKey> keys) throws IOException, GeneralSecurityException {
    List<JWK> published = keys.stream().map(TrainingKey::published).toList();
    Path folder = Files.createTempDirectory("gatehouse-training");
    Path file = folder.resolve("gatehouse.yaml");
    try (var peer = new TrainingPeer(new JWKSet(published).toString());
        InputStream packed = Training.class.getResourceAsStream("training.yaml")) {
      Files.copy(requireNonNull(packed, "training.yaml"), file);
      var launch = new Launch(peer::variable, nowhere, err);
      serve(launch, file, keys);
      expect("--check", launch.check(file, false, List.of()));
      var explain = new Command.Explain(file, "ruled", null, List.of(), false, List.of());
      var token = new ByteArrayInputStream(keys.getFirst().token(claims("write")).getBytes(UTF_8));
      expect("--explain", launch.explain(explain, token) == 1);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private static void serve(Launch launch, Path file, List<TrainingKey> keys)
      throws IOException, GeneralSecurityException {
    try (ConfigurableApplicationContext context = launch.start(file, List.of())) {
      expect("the start", context != null);
      var environment = requireNonNull(context).getEnvironment();
      var client =
          new TrainingClient(
              environment.getRequiredProperty("local.server.port", Integer.class),
              environment.getRequiredProperty("local.management.port", Integer.class));
      client.awaitReadiness();
      for (TrainingKey key : keys) {
        client.sendAll(key.token(claims("read")), key.token(claims("write")));
      }
    }
  }

  private static String claims(String scope) {
    return """
    {"iss":"https://training.test","aud":"training","sub":"alice","scope":"%s","roles":["clerk"],"exp":%d}"""
        .formatted(scope, Instant.now().plusSeconds(3_600).getEpochSecond());
  }

  private static void expect(String what, boolean holds) {
    if (!holds) {
      throw new IllegalStateException(what + " did not go as expected");
    }
  }
}
