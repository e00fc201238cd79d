package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedConfigurationTest {

  private static final CheckedConfiguration CHECKED =
      new CheckedConfiguration(
          List.of(
              new CheckedConfiguration.Route(
                  "orders",
                  "http://orders:8080",
                  List.of("Path=/orders/**", "Method=GET"),
                  List.of("StripPrefix=1"),
                  "default"),
              new CheckedConfiguration.Route(
                  "h", "http://orders:8080", List.of("Path=/healthz"), List.of(), "none")),
          List.of(
              new CheckedConfiguration.Policy("default", "Strict", true, List.of("one", "two"))),
          List.of(
              new CheckedConfiguration.Provider("one", "https://id.example.com"),
              new CheckedConfiguration.Provider("two", null)),
          new CheckedConfiguration.Verifier("/verify", null, "x-forwarded", List.of("default")));

  @Test
  void tellsPeopleInTables() {
    assertThat(CHECKED.toText())
        .isEqualTo(
            """
            ROUTE   POLICY   PREDICATES                  FILTERS        UPSTREAM
            orders  default  Path=/orders/** Method=GET  StripPrefix=1  http://orders:8080
            h       none     Path=/healthz               -              http://orders:8080

            POLICY   MODE    PROVIDERS
            default  Strict  one two

            PROVIDER  ISSUER
            one       https://id.example.com
            two       any

            VERIFIER  PORT  REQUEST      POLICIES
            /verify   main  x-forwarded  default
            """);
  }

  @Test
  void tellsToolsInJson() {
    assertThat(CHECKED.toJson(true, "[]"))
        .isEqualTo(
            """
            {"valid":true,"problems":[],"routes":[\
            {"id":"orders","uri":"http://orders:8080","predicates":["Path=/orders/**","Method=GET"],\
            "filters":["StripPrefix=1"],"policy":"default"},\
            {"id":"h","uri":"http://orders:8080","predicates":["Path=/healthz"],\
            "filters":[],"policy":"none"}],\
            "policies":[{"name":"default","mode":"Strict","enforce":true,"providers":["one","two"]}],\
            "providers":[{"name":"one","issuer":"https://id.example.com"},\
            {"name":"two","issuer":null}],\
            "verifier":{"path":"/verify","request":"x-forwarded","policies":["default"]}}
            """);
  }

  @Test
  void tellsToolsWhatIsWrong() {
    assertThat(CheckedConfiguration.NONE.toJson(false, "[{\"line\":1}]"))
        .isEqualTo(
            """
            {"valid":false,"problems":[{"line":1}],"routes":[],"policies":[],"providers":[]}
            """);
  }
}
