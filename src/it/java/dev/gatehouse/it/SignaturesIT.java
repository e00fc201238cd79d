package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose code verifies signatures: chosen at start, told, and never a reason to let one pass. */
class SignaturesIT {

  /**
   * Where the native library cannot be unpacked, so that it does not load; the jar as it was built,
   * as an installed one has the library beside it.
   */
  private static final List<String> NO_NATIVE =
      List.of(
          "-Dcom.amazon.corretto.crypto.provider.tmpdir=/proc/gatehouse-cannot-write-here",
          "-jar",
          Product.jar());

  private static final TestKey KEY = TestKey.rsa("k1");
  private static final String YAML =
      """
      gatehouse:
        signatures: $CHOICE
        providers:
          main:
            issuer: https://id.example.com
            audiences: [api]
            jwks: {inline: '$JWKS'}
        policies:
          default: {providers: [main]}
        routes:
          - {id: all, uri: 'http://127.0.0.1:9', predicates: ["Path=/**"]}
      """
          .replace("$JWKS", TestKey.jwks(KEY));

  private static String yaml(String choice) {
    return YAML.replace("$CHOICE", choice);
  }

  @Test
  void verifiesByNativeCodeWhereItLoads() {
    try (var gatehouse = GatehouseProcess.start(yaml("auto"))) {
      assertThat(gatehouse.printed())
          .contains("Signatures are verified by AmazonCorrettoCryptoProvider 2.");
      assertThat(gatehouse.manage("/actuator/gatehouse").text())
          .contains("\"signatures\":\"AmazonCorrettoCryptoProvider 2.");
      assertThatItJudges(gatehouse);
    }
  }

  @Test
  void verifiesByThePlatformsWhereItIsAskedFor() {
    try (var gatehouse = GatehouseProcess.start(yaml("jdk"))) {
      assertThat(gatehouse.manage("/actuator/gatehouse").text())
          .contains("\"signatures\":\"Java 2");
      assertThatItJudges(gatehouse);
    }
  }

  @Test
  void saysSoWhereNativeCodeDoesNotLoad() {
    String file = GatehouseProcess.configuration(yaml("auto")).toString();
    try (var gatehouse =
        GatehouseProcess.startWords(NO_NATIVE, Map.of(), "--gatehouse.config=" + file)) {
      assertThat(gatehouse.printed())
          .contains("Signatures are verified by Java 2")
          .contains("the native library does not load: ");
      assertThatItJudges(gatehouse);
    }
  }

  @Test
  void doesNotStartWithoutTheNativeCodeItIsToldToUse() {
    String file = GatehouseProcess.configuration(yaml("native")).toString();
    for (String[] arguments : new String[][] {{"--gatehouse.config=" + file}, {"--check", file}}) {
      var ended = GatehouseProcess.runJava(NO_NATIVE, "", Map.of(), arguments);

      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.output())
          .contains("gatehouse.yaml:4:15: error: ")
          .contains("the native library does not load: ")
          .contains("write auto");
    }
  }

  /**
   * A good token's request reaches for the upstream, which is not there; a forged one is refused.
   */
  private static void assertThatItJudges(GatehouseProcess gatehouse) {
    String good = TestToken.by(KEY).issuer("https://id.example.com").audience("api").compact();
    String forged =
        TestToken.by(TestKey.rsa("k1")).issuer("https://id.example.com").audience("api").compact();
    assertThat(gatehouse.send(Request.get("/x").bearer(good)).status()).isEqualTo(502);
    assertThat(gatehouse.send(Request.get("/x").bearer(forged)).status()).isEqualTo(401);
  }
}
