package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A proxy with its recipe, in front of an upstream that counts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecipeScene {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final String ISSUER = "https://id.example.com";

  private final Recipe recipe;
  private Path program;
  private CountingUpstream upstream;
  private GatehouseProcess gatehouse;
  private FrontProxy proxy;

  RecipeScene(Recipe recipe) {
    this.recipe = recipe;
  }

  @BeforeAll
  void start() throws IOException {
    program = recipe.programOrSkip();
    int port = FreePort.next();
    upstream = CountingUpstream.start();
    gatehouse =
        GatehouseProcess.start(
            Files.readString(recipe.folder().resolve("gatehouse.yaml"))
                .replace(
                    "issuer: " + ISSUER,
                    "issuer: " + ISSUER + "\n      jwks: {inline: '" + TestKey.jwks(KEY) + "'}")
                .replace("policies: [default]", "policies: [default, lax]")
                .replace(
                    "  forwardAuth:",
                    "    lax: {providers: [idp], mode: AllowMissing}\n  forwardAuth:")
                .replace("port: 4180", "port: " + port));
    proxy = FrontProxy.start(recipe, program, port, upstream.port());
  }

  @AfterAll
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
    if (gatehouse != null) {
      gatehouse.close();
    }
    if (upstream != null) {
      assertThat(upstream.bad()).isEmpty();
      upstream.close();
    }
  }

  /** The port of the proxy. */
  final int port() {
    return proxy.port();
  }

  final CountingUpstream upstream() {
    return upstream;
  }

  /** Starts the proxy once more, in front of the same upstream, to ask this port. */
  final FrontProxy asking(int verifier) {
    return FrontProxy.start(recipe, program, verifier, upstream.port());
  }

  static TestToken token() {
    return TestToken.by(KEY)
        .issuer(ISSUER)
        .audience("orders-api")
        .subject("ada")
        .claim("scope", "\"orders.read\"");
  }

  static Request authorized(String method, String target) {
    return Request.of(method, target).bearer(token().compact());
  }

  final Response refuses(Request request) {
    int before = upstream.count();
    Response response = Wire.exchange(proxy.port(), request);
    assertThat(upstream.count()).as("requests at the upstream").isEqualTo(before);
    assertThat(response.headers("X-User-Id")).isEmpty();
    return response;
  }

  final Response refuses(Request request, int status) {
    Response response = refuses(request);
    assertThat(response.status()).as("%s", response).isEqualTo(status);
    return response;
  }

  final SeenRequest passes(Request request) {
    Response response = Wire.exchange(proxy.port(), request);
    assertThat(response.status()).as("%s", response).isEqualTo(200);
    return response.seen();
  }
}
