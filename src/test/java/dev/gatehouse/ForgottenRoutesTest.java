package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

class ForgottenRoutesTest {

  private final MutablePropertySources sources = new MutablePropertySources();

  @Test
  void takesRoutesOutOfFilesAndNothingElse() {
    var file =
        new OriginTrackedMapPropertySource(
            "file",
            Map.of("gatehouse.routes[0].id", "a", "gatehouse.port", 1, "server.port", 2, "a", 3),
            true);
    sources.addLast(new MapPropertySource("arguments", Map.of("gatehouse.routes[0].id", "b")));
    sources.addLast(file);
    sources.addLast(new OriginTrackedMapPropertySource("defaults", Map.of("server.port", 4)));

    ForgottenRoutes.in(sources);

    assertThat(sources.stream().map(PropertySource::getName))
        .containsExactly("arguments", "file", "defaults");
    assertThat(sources.get("file").getSource())
        .isEqualTo(Map.of("gatehouse.port", 1, "server.port", 2, "a", 3));
    assertThat(((OriginTrackedMapPropertySource) sources.get("file")).isImmutable()).isTrue();
    assertThat(sources.get("arguments").getProperty("gatehouse.routes[0].id")).isEqualTo("b");
  }
}
