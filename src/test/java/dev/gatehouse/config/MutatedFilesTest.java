package dev.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever stands in a file: it is told of, never thrown. */
class MutatedFilesTest {

  private static final String TOKENS =
      "\n|\n  |\t|: |- |[|]|{|}|'|\"|&a |*a|<<: |!!x |${|${X}|#|,|"
          + "---\n|null|~|\u0000|\uD83D\uDE00|%|@|?|\r|\u2028";

  private final Random random = new Random(20_250_101);

  @Test
  void survivesEveryMutationOfTheContractsExample() {
    String yaml = TestFiles.resource("contract.yaml");
    for (int i = 0; i < 600; i++) {
      String mutated = mutate(yaml);
      assertThatCode(() -> load(mutated)).as(mutated).doesNotThrowAnyException();
    }
  }

  @Test
  void refusesEveryFileWhoseValueIsTakenAway() {
    List<String> lines = TestFiles.resource("contract.yaml").lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "");
      if (line.matches(" *[a-zA-Z]+: +[^ ].*")) {
        var emptied = new ArrayList<>(lines);
        emptied.set(i, line.substring(0, line.indexOf(':') + 1));
        assertThat(TestFiles.load(String.join("\n", emptied)).properties()).as(line).isNull();
      }
    }
  }

  @Test
  void refusesEveryFileWithAMisspeltKey() {
    List<String> lines = TestFiles.resource("contract.yaml").lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.matches(" *(- )?[a-z][a-zA-Z]+:.*")
          && !line.contains("keycloak:")
          && !line.contains("default:")) {
        var misspelt = new ArrayList<>(lines);
        misspelt.set(i, line.replaceFirst("([a-z])([a-zA-Z])", "$2$1x"));
        assertThat(TestFiles.load(String.join("\n", misspelt)).properties()).as(line).isNull();
      }
    }
  }

  private static void load(String yaml) {
    var problems = TestFiles.load(yaml, Map.of("X", "y")).problems();
    problems.render();
    problems.toJson();
  }

  private String mutate(String yaml) {
    var text = new StringBuilder(yaml);
    String[] tokens = TOKENS.split("\\|", -1);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, tokens[random.nextInt(tokens.length)]);
        case 1 -> text.delete(at, end);
        case 2 -> text.setCharAt(at, (char) random.nextInt(0x300));
        default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
      }
    }
    return text.toString();
  }

  @Test
  void resolvesNoBillionLaughs() {
    var yaml = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      yaml.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    var loaded = TestFiles.load(yaml + TestFiles.withProvider());
    assertThat(loaded.problems().render()).contains("more than 200000 values");
    assertThat(loaded.properties()).isNull();
  }

  @Test
  void survivesDeepNesting() {
    for (String open : List.of("[", "{a: ", "- ", "${X:")) {
      assertThat(TestFiles.load("gatehouse:\n  drainDelay: " + open.repeat(10_000)).properties())
          .isNull();
    }
  }
}
