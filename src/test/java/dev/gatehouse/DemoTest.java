package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

  @TempDir Path directory;

  @Test
  void theJarShipsTheConfigurationAtTheRoot() throws IOException {
    assertThat(Files.readString(Demo.unpack()))
        .isEqualTo(Files.readString(Path.of("gatehouse.yaml")));
  }

  @Test
  void isAskedForByItsConfigurationAlone() throws IOException {
    assertThat(Demo.isAskedForBy(SpringFile.read(Path.of("gatehouse.yaml")))).isTrue();
    assertThat(Demo.isAskedForBy(file("server.port: 1\n"))).isFalse();
    assertThat(Demo.isAskedForBy(file("demo:\n  upstream: false\n"))).isFalse();
  }

  private SpringFile file(String yaml) throws IOException {
    return SpringFile.read(Files.writeString(directory.resolve("other.yaml"), yaml));
  }

  @Test
  void startsTheUpstreamOnThePortTheEnvironmentNames() {
    try (EchoUpstream free = EchoUpstream.startNear(0)) {
      String taken = String.valueOf(free.port());
      try (EchoUpstream upstream = Demo.startUpstream(Map.of(Demo.PORT_VARIABLE, taken)::get)) {
        assertThat(upstream.port()).isNotZero().isNotEqualTo(free.port());
      }
    }
  }

  @Test
  void invitesToThreeRequestsOfOneLineEach() {
    var lines =
        Demo.invitation("http://localhost:8123")
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("curl "))
            .toList();

    assertThat(lines).hasSize(3).allMatch(line -> line.endsWith(" http://localhost:8123/headers"));
    assertThat(lines.get(0)).doesNotContain("Authorization");
    assertThat(lines.get(1)).contains("'Authorization: Bearer " + Demo.token() + "'");
    assertThat(lines.get(2))
        .contains("'Authorization: Bearer " + Demo.tampered(Demo.token()) + "'");
  }

  @Test
  void tampersWithTheTeamAlone() {
    String[] good = Demo.token().split("\\.", -1);
    String[] bad = Demo.tampered(Demo.token()).split("\\.", -1);

    assertThat(bad).hasSize(3).containsSequence(good[0]).endsWith(good[2]);
    assertThat(claims(bad)).isEqualTo(claims(good).replace("dev", "ops")).contains("\"ops\"");
  }

  private static String claims(String[] parts) {
    return new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
  }
}
