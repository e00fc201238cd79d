package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** What the contract promises and this build does not enforce yet is refused, never ignored. */
class ConfigNotYetIT {

  private static final String[] KEYS = {"closeOnExpiry", "tls"};

  private static final String YAML =
      """
      gatehouse:
        providers:
          main:
            issuer: https://main.test
            jwks:
              url: https://main.test/jwks
        policies:
          default:
            providers: [main]
            closeOnExpiry: true
        routes:
          - id: api
            uri: http://127.0.0.1:9
            predicates: [Path=/api]
            tls: {bundle: corporate}
      """;

  @Test
  void namesEveryKeyThatIsNotEnforcedYet() {
    var ended = GatehouseProcess.run("--check", GatehouseProcess.write(YAML).toString());
    assertThat(ended.status()).isEqualTo(1);
    var softly = new SoftAssertions();
    for (String key : KEYS) {
      int line = ConfigIT.lineOf(YAML, key + ":");
      softly
          .assertThat(ended.output())
          .as(key)
          .containsPattern("gatehouse.yaml:" + line + ":\\d+[^\\n]*" + key);
    }
    softly.assertThat(ended.output()).contains("not yet enforced");
    softly.assertAll();
  }
}
