package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.ConfigurationFile;
import dev.gatehouse.config.ConfigurationFile.Loaded;
import dev.gatehouse.config.Snapshot;
import dev.gatehouse.config.SnapshotCompiler;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.operations.ReloadEvents;
import dev.gatehouse.proxy.Gateway;
import dev.gatehouse.proxy.RouteCompiler;
import dev.gatehouse.proxy.RouteSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.context.reactive.AnnotationConfigReactiveWebApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** What becomes of a changed file; nobody watches it here, so every look is the test's own. */
class ReloadTest {

  private static final String KEY =
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

  private static final String YAML =
      """
      server: { port: 0 }
      gatehouse:
        providers:
          one: { issuer: https://one.test, audiences: [api], jwks: { url: https://one.test/keys } }
          two: { issuer: https://two.test, audiences: [api], jwks: { url: https://two.test/keys } }
        policies:
          default: { providers: [one, two] }
        routes:
          - { id: a, uri: http://127.0.0.1:9, predicates: [Path=/a] }
      """;

  private static ConfigurableApplicationContext context;

  @TempDir private Path folder;
  private Path file;
  private RunningGateway gateway;
  private Reload reload;
  private final List<String> told = new ArrayList<>();

  @BeforeAll
  static void startCompilers() {
    var application = new SpringApplication(Check.Parts.class);
    application.setApplicationContextFactory(
        _ -> new AnnotationConfigReactiveWebApplicationContext());
    Loaded nothing = ConfigurationFile.read(Path.of("no such file"), _ -> null);
    application.addInitializers(
        context -> context.getBeanFactory().registerSingleton("loaded", nothing));
    context =
        application.run(
            "--logging.level.root=off",
            "--spring.reactor.netty.shutdown-quiet-period=0s",
            "--management.endpoint.health.validate-group-membership=false");
  }

  @AfterAll
  static void stopCompilers() {
    context.close();
  }

  @BeforeEach
  void serve() throws IOException {
    file = folder.resolve("gatehouse.yaml");
    serve(YAML);
  }

  private void serve(String yaml) throws IOException {
    Files.writeString(file, yaml);
    var loaded = ConfigurationFile.read(file, _ -> null);
    var snapshots = context.getBean(SnapshotCompiler.class);
    var routes = context.getBean(RouteCompiler.class);
    var compiled = Compiled.of(loaded, null, snapshots, routes);
    assertThat(loaded.problems().render()).doesNotContain("error");
    gateway = new RunningGateway(compiled, Signatures.JDK);
    reload = new Reload(loaded, gateway, snapshots, routes, List.of(listener()));
  }

  @AfterEach
  void stop() {
    gateway.stop();
  }

  private ReloadEvents listener() {
    return new ReloadEvents() {
      @Override
      public void reloaded() {
        told.add("reloaded");
      }

      @Override
      public void refused(String reason) {
        told.add(reason);
      }
    };
  }

  private void change(String yaml) throws IOException {
    Files.writeString(file, yaml);
    reload.look();
    reload.look();
  }

  private List<String> routes() {
    return gateway.live().routes().summaries().stream().map(RouteSummary::id).toList();
  }

  @Test
  void putsAGoodFileIntoForceAsAWhole() throws IOException {
    Gateway before = gateway.live();
    change(YAML.replace("id: a", "id: b") + "  errors: { format: text }\n");
    assertThat(routes()).containsExactly("b");
    assertThat(gateway.edgeSettings().errors()).hasToString("TEXT");
    assertThat(told).containsExactly("reloaded");
    assertThat(before.routes().summaries()).singleElement().extracting("id").isEqualTo("a");
  }

  @Test
  void doesNothingWhileTheFileStaysTheSame() {
    Gateway before = gateway.live();
    reload.look();
    reload.look();
    assertThat(gateway.live()).isSameAs(before);
    assertThat(told).isEmpty();
  }

  private static String verifier(String more) {
    return "  forwardAuth: {path: /verify, policies: [default], callers: [10.0.0.0/8],"
        + (" request: x-forwarded" + more + "}\n");
  }

  @Test
  void theVerifierFollowsTheFileAndItsPortDoesNot() throws IOException {
    assertThat(gateway.verifierOnMainPort()).isNull();
    change(YAML + verifier(""));
    assertThat(gateway.verifierOnMainPort()).isNotNull();
    change(YAML + verifier("").replace("/verify", "/ask"));
    assertThat(gateway.verifierOnMainPort().spec().path()).isEqualTo("/ask");
    change(YAML + verifier(", port: 4180"));
    assertThat(gateway.verifierOnMainPort()).isNull();
    assertThat(gateway.verifierState()).isNull();
  }

  @Test
  void aVerifierWithItsOwnPortNeverComesToTheMainPort() throws IOException {
    serve(YAML + verifier(", port: 4180"));
    assertThat(gateway.verifierPort()).isEqualTo(4180);
    assertThat(gateway.verifierOnMainPort()).isNull();
    change(YAML + verifier(""));
    assertThat(gateway.verifierOnMainPort()).isNull();
    assertThat(gateway.verifierPort()).isEqualTo(4180);
    change(YAML);
    assertThat(gateway.verifier()).isNull();
  }

  @Test
  void keepsKeysAndMemoryOfProvidersThatDidNotChange() throws IOException {
    Snapshot before = gateway.snapshot();
    change(YAML.replace("issuer: https://two.test,", "issuer: https://two.test, clockSkew: 5s,"));
    Snapshot after = gateway.snapshot();
    assertThat(after).isNotSameAs(before);
    assertThat(after.providers().get("one")).isSameAs(before.providers().get("one"));
    assertThat(after.providers().get("two")).isNotSameAs(before.providers().get("two"));
    assertThat(after.keySets().get("two")).isSameAs(before.keySets().get("two"));
  }

  @Test
  void fetchesTheKeysOfAProviderThatMovedAnew() throws IOException {
    Snapshot before = gateway.snapshot();
    change(YAML.replace("https://two.test/keys", "https://two.test/other"));
    Snapshot after = gateway.snapshot();
    assertThat(after.keySets().get("two")).isNotSameAs(before.keySets().get("two"));
    assertThat(before.keysBeyond(after)).containsExactly(before.keySets().get("two"));
    assertThat(after.keysBeyond(before)).containsExactly(after.keySets().get("two"));
  }

  @Test
  void aBadFileChangesNothingAndIsToldOnceWithItsPlace() throws IOException {
    Gateway before = gateway.live();
    change(YAML.replace("providers: [one, two]", "providers: [one, tow]"));
    reload.look();
    reload.look();
    assertThat(gateway.live()).isSameAs(before);
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith(file + ":7:")
        .contains("error: ")
        .contains("tow");
  }

  @Test
  void aRouteThatDoesNotCompileIsABadFileToo() throws IOException {
    change(YAML.replace("Path=/a", "Paht=/a"));
    assertThat(routes()).containsExactly("a");
    assertThat(told).singleElement().asString().contains(":9:").contains("Paht");
  }

  @Test
  void aBundleThatNobodyKnowsIsABadFileToo() throws IOException {
    change(YAML.replace("https://two.test/keys", "https://two.test/keys, sslBundle: corporate"));
    assertThat(told)
        .singleElement()
        .asString()
        .contains(":5:")
        .contains("unknown SSL bundle 'corporate'");
  }

  @Test
  void aFileThatIsGoneIsABadFileUntilItIsBack() throws IOException {
    Files.delete(file);
    reload.look();
    reload.look();
    assertThat(routes()).containsExactly("a");
    change(YAML.replace("id: a", "id: b"));
    assertThat(routes()).containsExactly("b");
    assertThat(told).hasSize(2).last().isEqualTo("reloaded");
  }

  @Test
  void aFileThatIsStillWrittenToIsNotTaken() throws IOException {
    String whole = YAML.replace("id: a", "id: b");
    for (int length = 100; length < whole.length(); length += 50) {
      Files.writeString(file, whole.substring(0, length));
      reload.look();
    }
    assertThat(told).isEmpty();
    change(whole);
    assertThat(routes()).containsExactly("b");
    assertThat(told).containsExactly("reloaded");
  }

  @Test
  void theLastOfManyChangesIsInForce() throws IOException {
    for (int i = 0; i < 20; i++) {
      Files.writeString(file, YAML.replace("id: a", "id: r" + i));
      if (i % 3 == 0) {
        reload.look();
      }
    }
    reload.look();
    reload.look();
    assertThat(routes()).containsExactly("r19");
  }

  @Test
  void aRefusalEndsWhenTheKeyFileThatItNamesIsRepaired() throws IOException {
    Path keys = folder.resolve("keys.json");
    Files.writeString(keys, "{}");
    change(
        YAML.replace("url: https://two.test/keys", "file: keys.json")
            .replace(
                "issuer: https://two.test,", "issuer: https://two.test, algorithms: [EdDSA],"));
    assertThat(told).singleElement().asString().contains("no usable key");
    Files.writeString(keys, KEY);
    reload.look();
    assertThat(told).hasSize(2).last().isEqualTo("reloaded");
    assertThat(gateway.snapshot().keySets().get("two").status().keys()).isEqualTo(1);
  }

  @Test
  void keepsTheLimitsOfTheStartButForTheToken() throws IOException {
    int connections = gateway.limits().connections();
    change(YAML + "  limits: { connections: 5, token: 1KB }\n");
    assertThat(gateway.limits().connections()).isEqualTo(connections);
    assertThat(told).containsExactly("reloaded");
  }

  @Test
  void takesOverConnectionsUnlessTheirLimitsChanged() throws IOException {
    Gateway first = gateway.live();
    change(YAML.replace("id: a", "id: b"));
    Gateway second = gateway.live();
    assertThat(second.sharesConnectionsWith(first)).isTrue();
    change(YAML + "  upstream: { connections: 7 }\n");
    assertThat(gateway.live().sharesConnectionsWith(second)).isFalse();
  }

  @Test
  void putsNothingIntoForceOnceItIsStopped() throws IOException {
    reload.stop();
    change(YAML.replace("id: a", "id: b"));
    assertThat(routes()).containsExactly("a");
  }
}
