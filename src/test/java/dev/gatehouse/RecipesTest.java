package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The recipes show the files that are run, as they are. */
class RecipesTest {

  private static final Path RECIPES = Path.of("docs", "recipes");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(RECIPES)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.getParent().equals(RECIPES))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void showsTheFileThatIsRun(Path file) throws IOException {
    String recipe = Files.readString(RECIPES.resolve(file.getParent().getFileName() + ".md"));
    assertThat(recipe).contains("\n" + Files.readString(file) + "```\n");
  }

  @Test
  void traefikIsToldTheSameByEveryProvider() throws IOException {
    Object headers = List.of("X-User-Id", "X-Roles", "Authorization");
    assertThat(
            at(yaml("dynamic.yaml").getFirst(), "http", "middlewares", "gatehouse", "forwardAuth"))
        .isEqualTo(
            Map.of(
                "address", "http://127.0.0.1:4180/verify/default", "authResponseHeaders", headers));
    assertThat(at(yaml("middleware.yaml").getFirst(), "spec", "forwardAuth"))
        .isEqualTo(
            Map.of(
                "address",
                "http://gatehouse-verifier.gatehouse.svc:4180/verify/default",
                "authResponseHeaders",
                headers));
    String prefix = "traefik.http.middlewares.gatehouse.forwardauth.";
    assertThat((List<?>) at(yaml("docker-compose.yaml").getFirst(), "services", "app", "labels"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
        .filteredOn(label -> label.startsWith(prefix))
        .containsExactly(
            prefix + "address=http://gatehouse:4180/verify/default",
            prefix + "authResponseHeaders=X-User-Id,X-Roles,Authorization");
  }

  private static List<Object> yaml(String name) throws IOException {
    String text = Files.readString(RECIPES.resolve("traefik").resolve(name));
    List<Object> documents = new ArrayList<>();
    new Yaml().loadAll(text).forEach(documents::add);
    return documents;
  }

  private static Object at(Object node, String... path) {
    Object found = node;
    for (String key : path) {
      found = ((Map<?, ?>) found).get(key);
    }
    return found;
  }
}
