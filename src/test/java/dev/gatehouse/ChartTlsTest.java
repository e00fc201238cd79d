package dev.gatehouse;

import static dev.gatehouse.Chart.at;
import static dev.gatehouse.Chart.example;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is asked over TLS, as the configuration says. */
class ChartTlsTest {

  private static final String NAME = "serviceMonitor.tlsConfig.serverName";

  @ParameterizedTest
  @CsvSource({
    "tls, config.management.server.ssl.enabled, true, HTTPS",
    "tls, config.management.server.ssl.enabled, off, HTTP",
    "tls, config.management.server.port, 8081, HTTP",
    "existing, ports.managementTls, true, HTTPS"
  })
  void theKubeletAsksOverTlsWhereManagementHasIt(
      String name, String key, String value, String scheme) {
    Chart chart = Chart.rendered(example(name), Map.of(key, value));
    assertThat(chart.container("readinessProbe", "httpGet", "scheme")).isEqualTo(scheme);
  }

  @ParameterizedTest
  @CsvSource({"config.server.ssl.bundle", "config.management.server.ssl.bundle"})
  void prometheusAsksOverTlsAndIsToldWhomToTrust(String bundle) {
    Chart chart =
        Chart.rendered(example("full"), Map.of(bundle, "edge", NAME, "orders.example.com"));
    assertThat(chart.container("readinessProbe", "httpGet", "scheme")).isEqualTo("HTTPS");
    Object endpoint = at(chart.object("ServiceMonitor/edge-gatehouse"), "spec", "endpoints", 0);
    assertThat(at(endpoint, "scheme")).isEqualTo("https");
    assertThat(at(endpoint, "tlsConfig")).isEqualTo(Map.of("serverName", "orders.example.com"));
  }

  @Test
  void prometheusIsToldNothingOfTlsWhereThereIsNone() {
    Chart chart = Chart.rendered(example("full"), Map.of());
    Object endpoint = at(chart.object("ServiceMonitor/edge-gatehouse"), "spec", "endpoints", 0);
    assertThat(at(endpoint, "scheme")).isEqualTo("http");
    assertThat(at(endpoint, "tlsConfig")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"true, HTTPS", "false, HTTP"})
  void whatTheChartCantReadIsSaidInTheValues(boolean tls, String scheme) {
    Chart chart =
        Chart.rendered(
            """
            image: {repository: g}
            config: "server: {ssl: {enabled: '${TLS}'}}"
            ports: {managementTls: %s}
            """
                .formatted(tls));
    assertThat(chart.container("readinessProbe", "httpGet", "scheme")).isEqualTo(scheme);
  }
}
