package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpringArgumentsTest {

  @Test
  void keepTheUsersOwnBehindTheFile() {
    assertThat(SpringArguments.with(Path.of("/etc/g.yaml"), List.of("--a=b"), "--c=d"))
        .containsExactly("--spring.config.additional-location=file:/etc/g.yaml", "--a=b", "--c=d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/etc/gatehouse.yaml | file:/etc/gatehouse.yaml",
        "/etc/./x/../g.YML | file:/etc/g.YML",
        "/a b/c,d;e*f/g%.yaml | file:/a%20b/c%2Cd%3Be%2Af/g%25.yaml",
        "/k[1]/ö.yaml | file:/k%5B1%5D/%C3%B6.yaml",
        "/etc/gatehouse.conf | file:/etc/gatehouse.conf[.yaml]",
        "/etc/gatehouse | file:/etc/gatehouse[.yaml]"
      })
  void nameTheFileSoThatSpringReadsItAsYaml(Path file, String location) {
    assertThat(SpringArguments.location(file)).isEqualTo(location);
  }
}
