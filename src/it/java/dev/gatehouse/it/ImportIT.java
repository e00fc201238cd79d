package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code --import} of the jar, and {@code --check} of what it prints. */
class ImportIT {

  private static final Path FIXTURES = Path.of("src/test/resources/import").toAbsolutePath();

  @Test
  void whatItPrintsPassesTheCheck() {
    var imported = GatehouseProcess.run("--import", input("kgateway"));
    assertThat(imported.status()).as(imported.output()).isZero();
    Path file = GatehouseProcess.write(yaml(imported.output()));
    var checked = GatehouseProcess.run("--check", file.toString());
    assertThat(checked.status()).as(checked.output()).isZero();
    assertThat(checked.output()).contains("jwt-policy", "http://httpbin.httpbin:8000");
  }

  @Test
  void tellsByItsStatusHowMuchIsCarriedOver() {
    var partly = GatehouseProcess.run("--import", input("envoy-doubts"));
    assertThat(partly.status()).as(partly.output()).isEqualTo(2);
    assertThat(partly.output()).contains("NOT CARRIED OVER", "requirement cannot be said");
    Path nothing = GatehouseProcess.write("server: { port: 8080 }\n");
    var none = GatehouseProcess.run("--import", nothing.toString());
    assertThat(none.status()).as(none.output()).isEqualTo(1);
    assertThat(none.output()).contains("Nothing in these files can be carried over");
    assertThat(GatehouseProcess.run("--import").status()).isEqualTo(1);
  }

  /** Without the warnings, which go to the other stream. */
  private static String yaml(String output) {
    return output.substring(0, output.indexOf("gatehouse.yaml:"));
  }

  private static String input(String name) {
    return FIXTURES.resolve(name).resolve("input.yaml").toString();
  }
}
