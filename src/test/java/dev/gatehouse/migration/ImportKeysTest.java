package dev.gatehouse.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where keys come from, and what is asked of tokens, in words of several gateways. */
class ImportKeysTest {

  private static final String SECRET = "a-secret-that-is-long-enough-for-HS256";

  @Test
  void aConfigMapThatIsNotInTheFilesBecomesAVariable() {
    String yaml =
        imported(
                """
                kind: GatewayExtension
                apiVersion: gateway.kgateway.dev/v1alpha1
                metadata: { name: ext }
                spec:
                  jwt:
                    providers:
                      - { name: main, issuer: i, jwks: { local: { configMapRef: { name: my-keys } } } }
                ---
                kind: TrafficPolicy
                apiVersion: gateway.kgateway.dev/v1alpha1
                metadata: { name: guarded }
                spec:
                  targetRefs: [{ kind: Gateway, name: gw }]
                  jwtAuth: { extensionRef: { name: ext } }
                """)
            .yaml();
    assertThat(yaml).contains("inline: \"${MY_KEYS_JWKS}\"", "NOT CARRIED OVER");
  }

  @Test
  void aSharedSecretIsWrittenAsAKeyForItsAlgorithmsAlone() {
    String yaml =
        imported("http: { middlewares: { m: { plugin: { jwt: { secret: '" + SECRET + "' } } } } }")
            .yaml();
    assertThat(yaml)
        .contains("\"kty\":\"oct\"", "algorithms: [HS256, HS384, HS512]")
        .doesNotContain(SECRET);
  }

  @Test
  void aSecretOfTheClusterIsNotTakenForTheSecretItself() {
    String yaml =
        imported(
                "http: { middlewares: { m: { plugin: { jwt: { secret: 'urn:k8s:secret:a:b' } } } } }")
            .yaml();
    assertThat(yaml).isEmpty();
  }

  @Test
  void jsonWithTabsIsRead() {
    String yaml =
        imported(
                """
                {
                \t"providers": {"p": {"issuer": "https://i", "remoteJwks": {"httpUri": {"uri": "https://i/j"}}}},
                \t"rules": [{"match": {"prefix": "/"}, "requires": {"providerName": "p"}}]
                }
                """)
            .yaml();
    assertThat(yaml).contains("url: https://i/j", "requireExpiration: false");
  }

  @ParameterizedTest
  @CsvSource({"1h30m, 90m", "300s, 5m", "0.5s, 500ms", "90s, 90s", "10m0s, 10m", "2h, 2h"})
  void lengthsOfTimeAreTheSame(String theirs, String ours) {
    Duration duration = Durations.parse(theirs);
    assertThat(duration).isNotNull();
    assertThat(Durations.text(duration)).isEqualTo(ours);
  }

  @ParameterizedTest
  @CsvSource({"''", "5", "m", "-5s", "1y", "9999999999h", "1.2.3s", "5 s"})
  void whatIsNoLengthOfTimeIsNone(String text) {
    assertThat(Durations.parse(text)).isNull();
  }

  private static Import.Outcome imported(String text) {
    return Import.of(List.of(new Import.Source("input.yaml", text)));
  }
}
