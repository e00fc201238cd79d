package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoneOptionTest {

  private static final Path DIRECTORY = Path.of("/somewhere");

  @ParameterizedTest
  @ValueSource(strings = {"--install there", "--install=there"})
  void installsIntoAFolder(String words) {
    assertThat(parse(words)).isEqualTo(new Command.Install(DIRECTORY.resolve("there")));
  }

  @Test
  void asksForHealthWhereItUsuallyIsOrElsewhere() {
    assertThat(parse("--health")).isEqualTo(new Command.Health(HealthProbe.USUAL));
    var elsewhere = new Command.Health(URI.create("http://localhost:9081/livez"));
    assertThat(parse("--health=http://localhost:9081/livez")).isEqualTo(elsewhere);
    assertThat(parse("--health http://localhost:9081/livez")).isEqualTo(elsewhere);
  }

  @Test
  void trains() {
    assertThat(parse("--train")).isEqualTo(new Command.Train());
  }

  @ParameterizedTest
  @CsvSource({
    "--install, needs a folder",
    "--install=, needs a folder",
    "--install a b, goes with no other option",
    "--install a --demo, goes with no other option",
    "--demo --install a, goes with no other option",
    "--train=yes, takes no value",
    "--train --server.port=1, goes with no other option",
    "--health --train, goes with no other option",
    "--health=, asks an address like http://127.0.0.1:8081/readyz",
    "--health=8081, asks an address",
    "--health=https://localhost:8081/, asks an address",
    "--health=http://user:secret@localhost/, asks an address",
    "--health=file:/etc/passwd, asks an address",
    "--helath, Did you mean --health?",
    "--instal x, Did you mean --install?",
  })
  void refusesWhatMakesNoSense(String words, String message) {
    assertThat(parse(words)).isInstanceOf(Command.Mistake.class);
    assertThat(((Command.Mistake) parse(words)).message()).contains(message);
    assertThat(((Command.Mistake) parse(words)).status()).isEqualTo(1);
  }

  private static Command parse(String words) {
    return CommandLine.parse(List.of(words.split(" ", -1)), _ -> null, DIRECTORY);
  }
}
