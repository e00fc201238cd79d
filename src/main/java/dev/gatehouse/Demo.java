package dev.gatehouse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The demo: its configuration, which ships in the jar, its upstream, and what to try. */
final class Demo {

  static final String PORT_VARIABLE = "DEMO_UPSTREAM_PORT";
  private static final int USUAL_PORT = 8089;

  private Demo() {}

  /**
   * The jar's configuration as a file of its own, in a new temporary folder.
   *
   * @throws UncheckedIOException if it can't be written
   */
  static Path unpack() {
    try (InputStream packed = resource("gatehouse.yaml")) {
      Path folder = Files.createTempDirectory("gatehouse-demo");
      Path file = folder.resolve("gatehouse.yaml");
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      Files.copy(packed, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the file asks for the demo's upstream ({@code demo.upstream: true}). */
  static boolean isAskedForBy(SpringFile file) {
    return "true".equals(file.property("demo.upstream"));
  }

  /** Starts the upstream where the configuration will look for it, else on a free port. */
  static EchoUpstream startUpstream(UnaryOperator<@Nullable String> environment) {
    String wanted = environment.apply(PORT_VARIABLE);
    return EchoUpstream.startNear(wanted == null ? USUAL_PORT : Integer.parseInt(wanted));
  }

  /** What to try, given the address of the gateway ({@code http://localhost:8080}). */
  static String invitation(String address) {
    String token = token();
    return """

    The demo is up. Try these:

      # no token: 401, Jwt is missing
      curl -i %1$s/headers

      # a good token: 200; the upstream sees X-Team and X-Org, but no Authorization
      curl -i -H 'Authorization: Bearer %2$s' %1$s/headers

      # the same token, with another team written into it: 401, Jwt verification fails
      curl -i -H 'Authorization: Bearer %3$s' %1$s/headers
    """
        .formatted(address, token, tampered(token));
  }

  /** The sample token: issuer solo.io, team dev, org solo.io, expiring in 2035. */
  static String token() {
    try (InputStream in = resource("demo-token.txt")) {
      return new String(in.readAllBytes(), ISO_8859_1).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The token with another team in it, under the signature of the old one. */
  static String tampered(String token) {
    String[] parts = token.split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), ISO_8859_1);
    byte[] others = claims.replace("\"team\":\"dev\"", "\"team\":\"ops\"").getBytes(ISO_8859_1);
    return parts[0]
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(others)
        + "."
        + parts[2];
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(Demo.class.getResourceAsStream(name), name);
  }
}
