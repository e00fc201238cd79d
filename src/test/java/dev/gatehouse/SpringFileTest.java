package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpringFileTest {

  @TempDir Path directory;

  @Test
  void tellsItsPropertiesWhateverItIsCalled() throws IOException {
    SpringFile file = read("server:\n  port: 8443\n---\ndemo.upstream: true\n");

    assertThat(file.failure()).isNull();
    assertThat(file.property("server.port")).isEqualTo("8443");
    assertThat(file.property("demo.upstream")).isEqualTo("true");
    assertThat(file.property("server.address")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: 1\na: 2\n", "a:\n\tb: 1\n", "a: [", "- a\n- b\n: c", "a: !!x y"})
  void saysWhySpringBootCannotReadIt(String yaml) throws IOException {
    assertThat(read(yaml).failure()).startsWith("Spring Boot can't read it: ");
  }

  private SpringFile read(String yaml) throws IOException {
    return SpringFile.read(Files.writeString(directory.resolve("gatehouse.conf"), yaml));
  }
}
