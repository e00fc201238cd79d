package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.support.SpringFactoriesLoader;

class RoutelessYamlTest {

  private static final String FILE =
      """
      server: { port: 2 }
      gatehouse:
        identity: { issuer: a }
        routes:
          - { id: a, predicates: [Path=/a] }
          - { id: b, predicates: [Path=/b] }
      ---
      gatehouse: { routes: [{ id: c }] }
      ---
      server: { address: 127.0.0.1 }
      """;

  @Test
  void takesRoutesOutOfEachDocumentAndNothingElse() throws IOException {
    var sources = new RoutelessYaml().load("file", new ByteArrayResource(FILE.getBytes(UTF_8)));

    assertThat(sources)
        .map(source -> Set.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
        .containsExactly(
            Set.of("server.port", "gatehouse.identity.issuer"), Set.of(), Set.of("server.address"));
    assertThat(sources.getFirst().getProperty("server.port")).isEqualTo(2);
  }

  /** Spring Boot takes the first loader that knows the file's extension. */
  @Test
  void springBootAsksItFirst() {
    assertThat(
            SpringFactoriesLoader.loadFactories(
                PropertySourceLoader.class, getClass().getClassLoader()))
        .filteredOn(loader -> Set.of(loader.getFileExtensions()).contains("yaml"))
        .first()
        .isInstanceOf(RoutelessYaml.class);
  }
}
