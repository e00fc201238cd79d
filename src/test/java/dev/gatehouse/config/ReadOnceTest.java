package dev.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadOnceTest {

  private static final String BOOT =
      "server: { port: 8080 }\nspring:\n  ssl:\n    bundle:\n      pem: { a: { x: [1, 2] } }\n";

  private static String warnings(String before, String after) {
    var loaded = TestFiles.load(after);
    loaded.warnOfWhatStays(TestFiles.load(before));
    return loaded.problems().render();
  }

  @Test
  void namesLimitsThatStayAndWhereTheyStand() {
    String before = TestFiles.withTop("limits: { connections: 10, headers: 16KB, token: 8KB }");
    String after = TestFiles.withTop("limits: { connections: 20, headers: 16KB, token: 4KB }");
    assertThat(warnings(before, after))
        .contains("gatehouse.yaml:8:26: warning: 'gatehouse.limits.connections' is read at start")
        .doesNotContain("limits.headers")
        .doesNotContain("limits.token")
        .contains("1 warning");
  }

  @Test
  void namesALimitThatWasTakenOut() {
    String before = TestFiles.withTop("limits: { idleTimeout: 5s }");
    assertThat(warnings(before, TestFiles.withProvider()))
        .contains("'gatehouse.limits.idleTimeout' is read at start");
  }

  @Test
  void namesWhatStandsOutside() {
    String after =
        BOOT.replace("8080", "9090").replace("[1, 2]", "[1, 3]") + "logging: { level: debug }\n";
    assertThat(warnings(BOOT + TestFiles.withProvider(), after + TestFiles.withProvider()))
        .contains("gatehouse.yaml:1:17: warning: 'server.port' is read at start")
        .contains("'spring.ssl.bundle.pem.a.x[1]'")
        .contains("'logging.level'")
        .contains("3 warnings");
  }

  @Test
  void isSilentWhereOnlyTheSpellingChanged() {
    String after = "server:\n  port: 8080 # the same\n" + BOOT.substring(BOOT.indexOf("spring"));
    assertThat(warnings(BOOT + TestFiles.withProvider(), TestFiles.withProvider() + after))
        .isEmpty();
  }

  @Test
  void tellsNoValue() {
    String before = "server: { ssl: { key-store-password: hush } }\n";
    String after = "server: { ssl: { key-store-password: hushhush } }\n";
    assertThat(warnings(before + TestFiles.withProvider(), after + TestFiles.withProvider()))
        .contains("server.ssl.key-store-password")
        .doesNotContain("hush");
  }
}
