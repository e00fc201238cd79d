package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A proxy that has a recipe in {@code docs/recipes}, and how it is started with its files. */
enum Recipe {
  NGINX("nginx"),
  TRAEFIK("traefik-3.6.1"),
  CADDY("caddy"),
  HAPROXY("haproxy"),
  ENVOY("envoy");

  private final String program;

  Recipe(String program) {
    this.program = program;
  }

  /** The folder of its files. */
  Path folder() {
    return Path.of("docs", "recipes", name().toLowerCase(Locale.ROOT));
  }

  /** What it is started by, behind its program. */
  List<String> arguments() {
    return switch (this) {
      case NGINX ->
          List.of(
              "-p", ".", "-e", "stderr", "-g", "daemon off; pid nginx.pid;", "-c", "nginx.conf");
      case TRAEFIK -> List.of("--configFile=traefik.yaml");
      case CADDY -> List.of("run", "--config", "Caddyfile", "--adapter", "caddyfile");
      case HAPROXY -> List.of("-db", "-f", "haproxy.cfg");
      case ENVOY -> List.of("-c", "envoy.yaml", "--use-dynamic-base-id");
    };
  }

  /**
   * Its program. Where this machine lacks it, the test is skipped, unless {@code
   * -Dgatehouse.proxies=required}.
   */
  Path programOrSkip() {
    Optional<Path> found = program();
    if (found.isEmpty()) {
      assertThat(System.getProperty("gatehouse.proxies")).as(missing()).isNotEqualTo("required");
      abort(missing());
    }
    return found.orElseThrow();
  }

  private String missing() {
    return program + " is neither in ~/.cache/gatehouse nor on the PATH: run .ci/proxies";
  }

  /** Its program, where this machine has it. */
  Optional<Path> program() {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "gatehouse");
    Stream<Path> cached =
        Stream.of(
            cache.resolve(program), cache.resolve("envoy").resolve("envoy/_bin").resolve(program));
    Stream<Path> installed =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(":")),
                Stream.of("/usr/sbin", "/usr/local/sbin"))
            .map(folder -> Path.of(folder).resolve(program));
    return Stream.concat(cached, installed)
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
