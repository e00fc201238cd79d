package dev.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

class ConfigurationFileTest {

  @Test
  void loadsTheContractsExample() {
    var loaded = TestFiles.load(TestFiles.resource("contract.yaml"));
    assertThat(loaded.problems().render()).isEmpty();
    assertThat(loaded.properties().providers().get("keycloak").claimsToHeaders()).hasSize(2);
    assertThat(loaded.properties().routes()).hasSize(2);
  }

  @Test
  void whatIsInForceNeedNoPlaces() {
    var loaded = TestFiles.load(TestFiles.resource("contract.yaml"));
    loaded.problems().warning("gatehouse.routes[0]", "odd", null);
    assertThat(loaded.problems().firstError()).isNull();
    assertThat(loaded.problems().render()).contains("id: orders");
    loaded.problems().forgetPlaces();
    assertThat(loaded.problems().position("gatehouse.routes[0]").line()).isZero();
    assertThat(loaded.problems().render()).contains("odd").doesNotContain("id: orders");
    assertThat(loaded.properties().routes()).hasSize(2);
  }

  @Test
  void bindsKebabCaseAsItDoesCamelCase() {
    String camel = TestFiles.resource("contract.yaml");
    String kebab =
        camel.lines().map(ConfigurationFileTest::kebabKeys).reduce("", (a, b) -> a + b + "\n");
    assertThat(kebab).contains("claims-to-headers:").contains("drain-delay:");
    assertThat(TestFiles.load(kebab).properties()).isEqualTo(TestFiles.load(camel).properties());
  }

  private static String kebabKeys(String line) {
    var out = new StringBuilder();
    for (String part : line.split("(?<=[ {,])", -1)) {
      boolean key = part.endsWith(": ") || part.endsWith(":");
      out.append(key ? Names.kebab(part) : part);
    }
    return line.contains("http") ? line : out.toString();
  }

  @Test
  void fillsInTheContractsDefaults() {
    GatehouseProperties properties =
        TestFiles.load("gatehouse: { routes: [" + ROUTE + "] }").properties();
    assertThat(properties.limits())
        .isEqualTo(
            new Limits(
                DataSize.ofKilobytes(20),
                DataSize.ofKilobytes(32),
                DataSize.ofKilobytes(16),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                10_000));
    assertThat(properties.drainDelay()).isEqualTo(Duration.ofSeconds(10));
    assertThat(properties.tokenCache().size()).isEqualTo(DataSize.ofMegabytes(64));
    assertThat(properties.upstream().pending()).isEqualTo(1000);
    assertThat(properties.trustedProxies()).isEmpty();
  }

  private static final String ROUTE =
      "{ id: a, uri: 'http://a', predicates: ['Path=/a'], policy: none }";

  @Test
  void resolvesAliasesAndMerges() {
    var loaded =
        TestFiles.load(
            """
            base: &base { issuer: https://id.example.com, audiences: [api] }
            gatehouse:
              providers:
                one: { <<: *base, audiences: [other] }
                two: *base
              policies:
                default: { providers: [one, two] }
            """);
    assertThat(loaded.problems().render()).isEmpty();
    assertThat(loaded.properties().providers().get("one").audiences()).containsExactly("other");
    assertThat(loaded.properties().providers().get("two").issuer())
        .isEqualTo("https://id.example.com");
  }

  @Test
  void takesMangledScalarsAsWritten() {
    var loaded =
        TestFiles.load(TestFiles.withProvider("requiredClaims: [no, 1:20, 0x1F, 2001-01-01]"));
    assertThat(loaded.properties().providers().get("idp").requiredClaims())
        .containsExactly("no", "1:20", "0x1F", "2001-01-01");
  }

  @Test
  void readsAFileWithByteOrderMarkAndCarriageReturns() {
    String yaml = "\uFEFF" + TestFiles.withProvider().replace("\n", "\r\n");
    assertThat(TestFiles.load(yaml).problems().render()).isEmpty();
  }

  @Test
  void leavesOtherDocumentsToSpring() {
    String yaml =
        TestFiles.withProvider()
            + "server: { port: 8443 }\n---\nspring.config.activate.on-profile: test\n";
    assertThat(TestFiles.load(yaml).problems().render()).isEmpty();
  }

  static Stream<Arguments> placeholders() {
    return Stream.of(
        arguments("${ISS}", "https://a"),
        arguments("${ISS:https://b}", "https://a"),
        arguments("${NONE:https://b}", "https://b"),
        arguments("${EMPTY:https://b}", "https://b"),
        arguments("${NONE:${EMPTY:https://c}}", "https://c"),
        arguments("${ISS:${NONE}}", "https://a"),
        arguments("'${ISS}/realms/${REALM:main}'", "https://a/realms/main"),
        arguments("'${NONE:{\"a\":{}}}'", "{\"a\":{}}"),
        arguments("'$\\{ISS}'", "${ISS}"),
        arguments("${RAW}", "${ISS}"));
  }

  @ParameterizedTest
  @MethodSource("placeholders")
  void fillsInEnvironmentVariables(String text, String value) {
    String yaml =
        TestFiles.withProvider("jwks: { url: https://k }")
            .replace("issuer: https://id.example.com", "issuer: " + text);
    var loaded = TestFiles.load(yaml, Map.of("ISS", "https://a", "EMPTY", "", "RAW", "${ISS}"));
    assertThat(loaded.problems().render()).isEmpty();
    assertThat(loaded.properties().providers().get("idp").issuer()).isEqualTo(value);
  }

  @Test
  void readsKeysFromAFileBesideTheConfiguration(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("keys.json"), TestFiles.resource("public-key.json"));
    Path file = folder.resolve("gatehouse.yaml");
    Files.writeString(file, TestFiles.withProvider("jwks: { file: keys.json }"));
    assertThat(ConfigurationFile.read(file, name -> null).problems().render()).isEmpty();
  }

  @Test
  void tellsOfAFileThatIsNotThere(@TempDir Path folder) {
    Path file = folder.resolve("gatehouse.yaml");
    var loaded = ConfigurationFile.read(file, name -> null);
    assertThat(loaded.properties()).isNull();
    assertThat(loaded.problems().render())
        .isEqualTo(
            "%1$s: error: the file cannot be read: there is none of this name\n%1$s: 1 error\n"
                .formatted(file));
  }

  @Test
  void tellsOfAFileThatIsNotInUtf8(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("gatehouse.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xE4});
    assertThat(ConfigurationFile.read(file, name -> null).problems().render())
        .contains("the file is not in UTF-8");
  }

  @Test
  void printsProblemsAsJson() {
    var loaded = TestFiles.load(TestFiles.withTop("routs: []"));
    assertThat(loaded.problems().toJson())
        .isEqualTo(
            "[{\"severity\":\"error\",\"file\":\"gatehouse.yaml\",\"line\":8,\"column\":3,"
                + "\"path\":\"gatehouse.routs\","
                + "\"message\":\"unknown key 'routs' in gatehouse\","
                + "\"advice\":\"did you mean 'routes'?\"}]");
  }
}
