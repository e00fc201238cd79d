package dev.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.edge.PathOddity;
import dev.gatehouse.errors.ErrorFormat;
import dev.gatehouse.keys.KeySet;
import dev.gatehouse.keys.KeySetEvents;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.KeySets;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.policy.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import reactor.test.scheduler.VirtualTimeScheduler;

class SnapshotCompilerTest {

  private static final String KEYS = TestFiles.resource("public-key.json").strip();
  private static final String INLINE = "jwks: { inline: '" + KEYS + "' }";

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final KeySetParser parser = new KeySetParser();
  private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);
  private final SnapshotCompiler compiler =
      new SnapshotCompiler(
          new KeySets(parser, clock, time, time, new Random(1)),
          Signatures.JDK,
          name -> KeySetEvents.none(),
          new ClientTls(new DefaultSslBundleRegistry()),
          clock);

  private Snapshot compile(String yaml, Snapshot previous) {
    var loaded = TestFiles.load(yaml);
    assertThat(loaded.problems().hasErrors()).as(loaded.problems().render()).isFalse();
    return compiler.compile(loaded, previous);
  }

  @Test
  void compilesTheContractsExample() throws IOException {
    Snapshot snapshot = compile(TestFiles.resource("contract.yaml"), null);
    assertThat(snapshot.providers()).containsOnlyKeys("keycloak");
    assertThat(snapshot.keySets()).containsOnlyKeys("keycloak");
    assertThat(snapshot.policies().get("default").mode()).isEqualTo(Mode.STRICT);
    assertThat(snapshot.policies().get("default").providers())
        .containsExactly(snapshot.providers().get("keycloak"));
    assertThat(snapshot.identityHeaders().canonicalNames()).containsExactly("x-roles", "x-user-id");
    assertThat(snapshot.routes())
        .extracting(RouteSpec::id, RouteSpec::policy, RouteSpec::path)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "orders", snapshot.policies().get("default"), "gatehouse.routes[0]"),
            org.assertj.core.groups.Tuple.tuple("health", null, "gatehouse.routes[1]"));
    assertThat(snapshot.routes().getFirst().allowInPath())
        .containsExactly(PathOddity.ENCODED_SLASH);
    assertThat(snapshot.routes().getFirst().timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(snapshot.trustedProxies().contains(InetAddress.ofLiteral("10.2.3.4"))).isTrue();
    assertThat(snapshot.errorFormat()).isEqualTo(ErrorFormat.PROBLEM);
    assertThat(snapshot.logSubject()).isFalse();
  }

  @Test
  void compilesInlineKeys() {
    Snapshot snapshot = compile(TestFiles.withProvider(INLINE), null);
    assertThat(snapshot.providers().get("idp").keys().current())
        .isInstanceOf(KeySet.Lookup.Available.class);
  }

  @Test
  void compilesKeysOfAFile(@TempDir Path folder) throws IOException {
    Path keys = folder.resolve("keys.json");
    Files.writeString(keys, KEYS);
    Path file = folder.resolve("gatehouse.yaml");
    Files.writeString(file, TestFiles.withProvider("jwks: { file: keys.json }"));
    var loaded = ConfigurationFile.read(file, name -> null);
    assertThat(compiler.compile(loaded, null).providers().get("idp").keys().current())
        .isInstanceOf(KeySet.Lookup.Available.class);

    Files.delete(keys);
    assertThat(compiler.compile(loaded, null)).isNull();
    assertThat(loaded.problems().render()).contains("no usable key");
  }

  @Test
  void keepsProvidersThatAreStillTheSame() {
    Snapshot first = compile(TestFiles.withProvider(INLINE), null);
    Snapshot second =
        compile(TestFiles.withProvider(INLINE) + "  errors: { format: text }\n", first);
    assertThat(second.providers().get("idp")).isSameAs(first.providers().get("idp"));
    assertThat(second.keySets().get("idp")).isSameAs(first.keySets().get("idp"));
    assertThat(second.errorFormat()).isEqualTo(ErrorFormat.TEXT);
    assertThat(second.digest()).isNotEqualTo(first.digest());
    assertThat(compile(TestFiles.withProvider(INLINE), second).digest()).isEqualTo(first.digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clockSkew: 30s | true",
        "forwardToken: true | true",
        "jwks: { cacheDuration: 10m } | false",
        "jwks: { url: 'https://id.example.com/keys' } | false"
      })
  void makesAProviderAnewWhoseDefinitionChanged(String change, boolean keepsKeys) {
    Snapshot first = compile(TestFiles.withProvider(), null);
    Snapshot second = compile(TestFiles.withProvider(change), first);
    assertThat(second.providers().get("idp")).isNotSameAs(first.providers().get("idp"));
    assertThat(second.keySets().get("idp") == first.keySets().get("idp")).isEqualTo(keepsKeys);
  }

  @Test
  void keepsKeysWhenTheMemoryOfTokensChanges() {
    Snapshot first = compile(TestFiles.withProvider(), null);
    Snapshot second = compile(TestFiles.withTop("tokenCache: { size: 0B }"), first);
    assertThat(second.lineage().remembered()).isNotSameAs(first.lineage().remembered());
    assertThat(second.keySets().get("idp")).isSameAs(first.keySets().get("idp"));
  }

  @Test
  void fetchesNoKeyBeforeItsTurnAndNoneAfterIt() {
    String url = "jwks: { url: 'http://127.0.0.1:1/' }";
    Snapshot first = compile(TestFiles.withProvider(url), null);
    KeySet keys = first.keySets().get("idp");
    assertThat(first.keySets().get("idp").status().lastAttempt()).isNull();
    first.keysBeyond(null).forEach(KeySet::start);
    assertThat(first.keySets().get("idp").status().lastAttempt()).isNotNull();
    assertThat(keys.current()).isInstanceOf(KeySet.Lookup.Waiting.class);

    Snapshot second = compile(TestFiles.withProvider(INLINE), first);
    assertThat(keys.current()).isInstanceOf(KeySet.Lookup.Waiting.class);
    first.keysBeyond(second).forEach(KeySet::close);
    assertThat(keys.current()).isInstanceOf(KeySet.Lookup.Unavailable.class);
  }

  @Test
  void aDraftForCheckingAdmitsNobodyNotEvenOnPublicRoutes() {
    var loaded =
        TestFiles.load(
            TestFiles.withRoute("policy: none").replace("clockSkew", "x") + "  routs: []\n");
    assertThat(loaded.properties()).isNull();
    assertThat(loaded.draft().routes())
        .hasSize(1)
        .allSatisfy(route -> assertThat(route.policy()).isNotNull());
  }
}
