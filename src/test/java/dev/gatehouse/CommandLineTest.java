package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @TempDir Path directory;
  private Path other;

  @BeforeEach
  void anotherConfiguration() throws IOException {
    other = Files.createFile(directory.resolve("other.yaml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--gatehouse.config=other.yaml", "--gatehouse.config other.yaml"})
  void servesTheNamedFile(String words) {
    assertThat(parse(words)).isEqualTo(new Command.Serve(other, List.of()));
  }

  @Test
  void servesTheFileOfTheEnvironmentElseTheOneInTheFolder() throws IOException {
    Path usual = Files.createFile(directory.resolve("gatehouse.yaml"));

    assertThat(parse("", Map.of("GATEHOUSE_CONFIG", "other.yaml")))
        .isEqualTo(new Command.Serve(other, List.of()));
    assertThat(parse("")).isEqualTo(new Command.Serve(usual, List.of()));
    assertThat(parse("--gatehouse.config=gatehouse.yaml", Map.of("GATEHOUSE_CONFIG", "other.yaml")))
        .isEqualTo(new Command.Serve(usual, List.of()));
  }

  @Test
  void saysWhatToDoWhereThereIsNoConfiguration() {
    assertThat(mistake(""))
        .contains("--gatehouse.config=FILE", "GATEHOUSE_CONFIG", "gatehouse.yaml", "--demo");
  }

  @Test
  void refusesFilesThatAreNotThere() {
    assertThat(mistake("--gatehouse.config=gone.yaml"))
        .contains("--gatehouse.config", "gone.yaml", "not there");
    assertThat(mistake("", Map.of("GATEHOUSE_CONFIG", "gone.yaml")))
        .contains("GATEHOUSE_CONFIG", "gone.yaml");
    assertThat(mistake("--check gone.yaml")).contains("--check", "gone.yaml");
  }

  @Test
  void refusesAFolderAndAnEmptyName() {
    assertThat(mistake("--gatehouse.config=.")).contains("not a file");
    assertThat(mistake("--gatehouse.config=")).contains("needs a file");
    assertThat(mistake("--gatehouse.config")).contains("needs a file");
    assertThat(mistake("", Map.of("GATEHOUSE_CONFIG", ""))).contains("GATEHOUSE_CONFIG", "empty");
  }

  @ParameterizedTest
  @CsvSource({
    "--check other.yaml, false",
    "--check=other.yaml, false",
    "--check --gatehouse.config=other.yaml, false",
    "--check other.yaml --json, true",
    "--json --check other.yaml, true"
  })
  void checksAFile(String words, boolean json) {
    assertThat(parse(words)).isEqualTo(new Command.Check(other, json, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "--explain --policy default --gatehouse.config=other.yaml, false",
    "--explain --policy=default --gatehouse.config other.yaml, false",
    "--gatehouse.config=other.yaml --json --policy default --explain, true",
  })
  void explainsAPolicy(String words, boolean json) {
    assertThat(parse(words))
        .isEqualTo(new Command.Explain(other, "default", null, List.of(), json, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "--explain, needs the name of a policy",
    "--explain --policy, needs the name of a policy",
    "--explain --policy=, needs the name of a policy",
    "--explain --policy a --policy b, twice",
    "--explain --policy a --check other.yaml, leave out one",
    "--explain --policy a --demo, leave out --explain",
    "--explain --policy a --gatehouse.config=gone.yaml, not there",
  })
  void refusesAnExplanationThatMakesNoSenseWithAStatusOfItsOwn(String words, String message) {
    assertThat(mistake(words)).contains(message);
    assertThat(((Command.Mistake) parse(words)).status()).isEqualTo(2);
  }

  @Test
  void refusesAPolicyWhereNothingIsExplained() {
    assertThat(mistake("--gatehouse.config=other.yaml --policy=default"))
        .contains("--policy goes with --explain");
    assertThat(((Command.Mistake) parse("--policy default")).status()).isEqualTo(1);
  }

  @Test
  void runsTheDemoWhateverTheEnvironmentNames() {
    assertThat(parse("--demo --server.port=0", Map.of("GATEHOUSE_CONFIG", "other.yaml")))
        .isEqualTo(new Command.Demo(List.of("--server.port=0")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--server.port=9000",
        "--logging.level.org.springframework=debug",
        "--spring.profiles.active=",
        "--debug",
        "--myOwnPlaceholder=5"
      })
  void passesPropertiesToSpringBoot(String word) {
    assertThat(parse("--gatehouse.config=other.yaml " + word))
        .isEqualTo(new Command.Serve(other, List.of(word)));
  }

  @ParameterizedTest
  @CsvSource({
    "--chekc, --check",
    "--ceck=other.yaml, --check",
    "--Demo, --demo",
    "--demmo=true, --demo",
    "--gatehouse.cofnig=x, --gatehouse.config",
    "--gatehouse-config=x, --gatehouse.config",
    "--GATEHOUSE_CONFIG=x, --gatehouse.config",
    "--config=x, --gatehouse.config=FILE",
    "-c, --gatehouse.config=FILE",
    "--validate, --check FILE",
    "-p, --server.port=PORT",
    "--hepl, --help",
    "other.yaml, --gatehouse.config=other.yaml"
  })
  void namesTheNearestOption(String word, String nearest) {
    assertThat(mistake(word)).contains("Did you mean " + nearest + "?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--gatehouse.drainDelay=1s",
        "--gatehouse.providers.evil.issuer=x",
        "--Gatehouse.Policies.default.mode=Permissive",
        "--gatehouse"
      })
  void refusesToOverrideTheConfigurationFromTheCommandLine(String word) {
    assertThat(mistake("--gatehouse.config=other.yaml " + word))
        .contains("Unknown option", "configuration file and nowhere else");
  }

  @ParameterizedTest
  @CsvSource({
    "--json, --check FILE",
    "--demo --check other.yaml, leave out --check",
    "--demo --gatehouse.config=other.yaml, leave out --gatehouse.config",
    "--check other.yaml --gatehouse.config=other.yaml, Two files",
    "--gatehouse.config=a --gatehouse.config=b, twice",
    "--server.port, --server.port=VALUE",
    "-Dserver.port=1, before -jar",
    "--wat, --help"
  })
  void refusesWhatMakesNoSense(String words, String message) {
    assertThat(mistake(words)).contains(message);
  }

  @Test
  void importsFiles() throws IOException {
    Path more = Files.createFile(directory.resolve("more.yaml"));
    assertThat(parse("--import other.yaml more.yaml"))
        .isEqualTo(new Command.Import(List.of(other, more)));
  }

  @ParameterizedTest
  @CsvSource({
    "--import, needs files",
    "--import gone.yaml, not a file",
    "--import ., not a file",
    "--import other.yaml --json, nothing else",
    "--check other.yaml --import other.yaml, nothing else",
    "--import other.yaml --server.port=1, nothing else",
    "--imprt other.yaml, --import",
    "--migrate other.yaml, --import FILE..."
  })
  void refusesAnImportThatMakesNoSense(String words, String message) {
    assertThat(mistake(words)).contains(message);
  }

  @Test
  void helpAndVersionNeedNoConfiguration() {
    assertThat(parse("--help")).isEqualTo(new Command.Help());
    assertThat(parse("--version")).isEqualTo(new Command.Version());
  }

  private String mistake(String words) {
    return mistake(words, Map.of());
  }

  private String mistake(String words, Map<String, String> environment) {
    Command command = parse(words, environment);
    assertThat(command).isInstanceOf(Command.Mistake.class);
    return ((Command.Mistake) command).message();
  }

  private Command parse(String words) {
    return parse(words, Map.of());
  }

  private Command parse(String words, Map<String, String> environment) {
    List<String> list = words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
    return CommandLine.parse(list, environment::get, directory);
  }
}
