package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the build's own {@code --install} has left, and what becomes of it when it goes stale. */
class InstallIT {

  private static final String YAML =
      """
      gatehouse:
        routes:
          - {id: open, uri: 'http://127.0.0.1:9', predicates: [Path=/**], policy: none}
      """;

  @TempDir private Path folder;

  @Test
  void theCacheFitsTheFlagsItIsUsedWith() throws IOException {
    for (String heap : List.of("", "-Xms512m -Xmx512m -Xmn128m", "-Xms16m -Xmx16m -Xmn4m")) {
      List<String> words = new ArrayList<>(Product.installed("-XX:AOTMode=on"));
      words.addAll(2, heap.isEmpty() ? List.of() : List.of(heap.split(" ")));
      words.remove("-Xmx384m");
      var ended = GatehouseProcess.runJava(words, "", Map.of(), "--version");
      assertThat(ended.status()).as(ended.output()).isZero();
      assertThat(ended.output()).contains("Gatehouse ");
    }
    try (Stream<Path> files = Files.list(Product.home())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "gatehouse.aot", "gatehouse.jar", "jvm.options", "lib", "native");
    }
  }

  @Test
  void theJarTellsWhatIsInItAlsoWhereItIsInstalled() throws IOException {
    for (Path file : List.of(Path.of(Product.jar()), Product.home().resolve("gatehouse.jar"))) {
      try (var jar = new JarFile(file.toFile())) {
        ZipEntry entry = jar.getEntry("META-INF/sbom/application.cdx.json");
        assertThat(entry).as("%s", file).isNotNull();
        try (InputStream in = jar.getInputStream(entry)) {
          JsonNode sbom = JsonMapper.shared().readTree(in);
          assertThat(sbom.path("bomFormat").asString()).isEqualTo("CycloneDX");
          assertThat(sbom.path("components").valueStream())
              .extracting(component -> component.path("name").asString())
              .contains("reactor-netty-http", "nimbus-jose-jwt");
        }
      }
    }
  }

  /** The training is without it, so it comes after what the training made. */
  @Test
  void theSecondCompilerWaitsOnlyOnceTheCacheIsMade() throws IOException {
    String options = Files.readString(Product.home().resolve("jvm.options"));
    assertThat(options.indexOf("-XX:Tier4InvocationThreshold="))
        .isGreaterThan(options.indexOf("-XX:AOTCache="))
        .isPositive();
    assertThat(Files.readString(Path.of("jvm.options"))).doesNotContain("-XX:Tier");
  }

  @Test
  void epollIsThereOnEitherProcessor() throws IOException {
    String library = "libnetty_transport_native_epoll_";
    try (Stream<Path> files = Files.list(Product.home().resolve("native"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains(library + "x86_64.so", library + "aarch_64.so");
    }
  }

  @Test
  void aStaleCacheIsToldAndStopsNothing() throws IOException {
    Path stale = Files.writeString(folder.resolve("stale.aot"), "of another Java machine", UTF_8);
    for (Path cache : List.of(stale, folder.resolve("gone.aot"))) {
      List<String> words = Product.installed("-XX:AOTCache=" + cache);
      var ended = GatehouseProcess.runJava(words, "", Map.of(), "--version");
      assertThat(ended.status()).as(ended.output()).isZero();
      assertThat(ended.output()).contains("[aot] Unable to", "Gatehouse ");
    }
  }

  @Test
  void needsNoFolderThatCanBeWrittenAndTellsItsHealth() {
    List<String> words = Product.installed("-Djava.io.tmpdir=/nowhere");
    var file = GatehouseProcess.configuration(YAML);
    try (var process = GatehouseProcess.startWords(words, Map.of(), "--gatehouse.config=" + file)) {
      assertThat(process.printed())
          .contains("Signatures are verified by AmazonCorrettoCryptoProvider")
          .doesNotContain(" WARN ");
      assertThat(process.threads()).contains("gatehouse-epoll");

      String ready = "http://127.0.0.1:" + process.managementPort() + "/readyz";
      var healthy = GatehouseProcess.run("--health=" + ready);
      assertThat(healthy.output()).isEqualTo("ready\n");
      assertThat(healthy.status()).isZero();
      // the management port has no such path
      assertThat(GatehouseProcess.run("--health=" + ready + "/not").status()).isEqualTo(1);
    }
  }

  @Test
  void refusesToInstallOverAnythingAndFromAnythingButTheJar() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious.txt"), "mine", UTF_8);
    List<String> jar = List.of("-jar", Product.jar());
    var over = GatehouseProcess.runJava(jar, "", Map.of(), "--install", folder.toString());
    assertThat(over.status()).isEqualTo(1);
    assertThat(over.output()).contains("is not empty");
    assertThat(precious).hasContent("mine");

    var from = GatehouseProcess.run("--install", folder.resolve("new").toString());
    assertThat(from.status()).isEqualTo(1);
    assertThat(from.output()).contains("unpacks the jar as it was built");
    assertThat(folder.resolve("new")).doesNotExist();
  }
}
