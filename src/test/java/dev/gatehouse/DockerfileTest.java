package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** The Dockerfile names only what is there, and starts what {@code --install} leaves. */
class DockerfileTest {

  private static final String HOME = "/opt/gatehouse";

  private String dockerfile;
  private List<String> lines;

  @BeforeEach
  void read() throws IOException {
    dockerfile = whole();
    lines = lines(dockerfile);
  }

  @Test
  void copiesWhatIsThereAndNotIgnored() throws IOException {
    List<String> kept =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    assertThat(kept).allSatisfy(name -> assertThat(Path.of(name)).exists());
    List<String> copied =
        lines.stream()
            .filter(line -> line.startsWith("COPY ") && !line.contains("--from"))
            .flatMap(line -> Arrays.stream(line.split(" ")).skip(1))
            .filter(word -> !word.equals("./"))
            .distinct()
            .toList();
    assertThat(copied)
        .contains("pom.xml", "src", "jvm.options")
        .allSatisfy(
            name -> {
              assertThat(Path.of(name)).exists();
              assertThat(kept).anyMatch(each -> each.equals(name) || each.startsWith(name + "/"));
            });
  }

  @Test
  void takesWhatInstallLeavesFromWhereItLeavesItToTheSamePlace() {
    assertThat(dockerfile).contains("--install " + HOME + "\n");
    for (String name : Installation.CONTENT) {
      assertThat(lines)
          .as(name)
          .anyMatch(
              line -> line.startsWith("COPY --from=build") && line.contains(HOME + "/" + name));
    }
    assertThat(lines)
        .filteredOn(line -> line.startsWith("COPY --from=build"))
        .allMatch(line -> line.matches("COPY --from=build (/opt/[a-z/]+) \\1|.* " + HOME + "/"));
  }

  @Test
  void startsTheUnpackedJarWithItsFlags() throws IOException {
    assertThat(entrypoint())
        .containsExactly(
            "/opt/java/bin/java", "@" + HOME + "/jvm.options", "-jar", HOME + "/gatehouse.jar");
    List<String> health = json(lines, "CMD ");
    assertThat(health)
        .startsWith("/opt/java/bin/java", "@" + HOME + "/jvm.options")
        .containsSequence("-jar", HOME + "/gatehouse.jar")
        // a heap that begins below 16 MB is too small for the cache, and the machine would not
        // start
        .noneMatch(word -> word.startsWith("-Xm"));
    List<String> asked = health.subList(health.indexOf("-jar") + 2, health.size());
    assertThat(CommandLine.parse(asked, _ -> null, Path.of("")))
        .isEqualTo(new Command.Health(HealthProbe.USUAL));
  }

  @Test
  void runsAsNobodyAndSaysWhatItIs() throws IOException {
    assertThat(lines).contains("USER 65532:65532", "EXPOSE 8080 8081");
    String pom = Files.readString(Path.of("pom.xml"));
    String version =
        ComposeTest.between(pom, "<artifactId>gatehouse</artifactId>\n  <version>", "<");
    assertThat(lines).contains("ARG VERSION=" + version);
    assertThat(dockerfile)
        .contains("image.description=\"" + ComposeTest.between(pom, "<description>", "<") + "\"");
    assertThat(HealthProbe.USUAL.getPort()).isEqualTo(managementPort());
  }

  private static Object managementPort() throws IOException {
    Map<String, Map<String, Map<String, Object>>> application =
        new Yaml().load(Files.readString(Path.of("src/main/resources/application.yaml")));
    return application.get("management").get("server").get("port");
  }

  /** What the image starts. */
  static List<String> entrypoint() throws IOException {
    return json(lines(whole()), "ENTRYPOINT ");
  }

  private static String whole() throws IOException {
    return Files.readString(Path.of("Dockerfile")).replace("\\\n", "");
  }

  private static List<String> lines(String dockerfile) {
    return dockerfile.lines().map(String::strip).toList();
  }

  private static List<String> json(List<String> lines, String instruction) {
    String line =
        lines.stream().filter(each -> each.contains(instruction + "[")).findFirst().orElseThrow();
    String array = line.substring(line.indexOf('['));
    return List.of(JsonMapper.shared().readValue(array, String[].class));
  }
}
