package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.proxy.NeededAutoConfigurations;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ManagementTest {

  private final TestGateway gateway = new TestGateway();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ConfigurableApplicationContext context;

  @AfterEach
  void close() {
    gateway.draining.countDown();
    context.close();
  }

  @Test
  void probesAreOnTheManagementPortAndThereAlone() throws Exception {
    start();

    for (String path :
        List.of(
            "/livez",
            "/readyz",
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/health/readiness")) {
      assertThat(get(management(), path).statusCode()).as(path).isEqualTo(200);
      assertThat(get(main(), path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void nothingElseIsExposed() throws Exception {
    start();

    for (String path :
        List.of(
            "/actuator/env",
            "/actuator/gateway/routes",
            "/actuator/beans",
            "/actuator/loggers",
            "/actuator/heapdump",
            "/actuator/metrics",
            "/actuator/shutdown")) {
      assertThat(get(management(), path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void exposingEverythingOpensNoHeapDumpWithItsKeysAndTokens() throws Exception {
    start("--management.endpoints.web.exposure.include=*");

    for (String path : List.of("/actuator/heapdump", "/actuator/gateway/routes")) {
      assertThat(get(management(), path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(get(management(), "/actuator/loggers").statusCode()).isEqualTo(200);
  }

  @Test
  void endpointsThatChangeThingsStayClosedHoweverExposed() throws Exception {
    start(
        "--management.endpoints.web.exposure.include=*",
        "--management.endpoints.access.default=unrestricted");

    for (String path : List.of("/actuator/loggers/root", "/actuator/shutdown", "/actuator/pause")) {
      assertThat(post(management(), path).statusCode()).as(path).isIn(403, 404, 405);
    }
  }

  @Test
  void whatIsInForceIsTold() throws Exception {
    gateway.providers =
        List.of(TestProviders.state("keycloak", 2, "status 500"), TestProviders.inline("partner"));
    start();
    context.getBean(Reloads.class).refused("gatehouse.yaml:3:5: unknown key");

    JsonNode told = JsonMapper.shared().readTree(get(management(), "/actuator/gatehouse").body());

    assertThat(told.at("/configuration/digest").asString()).isEqualTo("0123456789abcdef");
    assertThat(told.at("/configuration/refused").asString()).contains("gatehouse.yaml:3:5");
    JsonNode keycloak = told.at("/providers/keycloak");
    assertThat(keycloak.at("/issuer").asString()).isEqualTo("https://keycloak");
    assertThat(keycloak.at("/source").asString()).isEqualTo("discovery");
    assertThat(keycloak.at("/keys/1/kid").asString()).isEqualTo("kid-1");
    assertThat(keycloak.at("/keys/1/type").asString()).isEqualTo("RSA 2048");
    assertThat(keycloak.at("/lastGood").asString()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(keycloak.at("/lastError").asString()).isEqualTo("status 500");
    assertThat(keycloak.at("/degraded").asBoolean()).isTrue();
    assertThat(told.at("/providers/partner").has("lastError")).isFalse();
    assertThat(told.at("/policies/default/mode").asString()).isEqualTo("Strict");
    assertThat(told.at("/policies/default/enforce").asBoolean()).isTrue();
    assertThat(told.at("/policies/default/providers/0").asString()).isEqualTo("keycloak");
    assertThat(told.at("/routes/0/policy").asString()).isEqualTo("default");
    assertThat(told.at("/routes/1/policy").asString()).isEqualTo("none");
    assertThat(told.at("/verifier/path").asString()).isEqualTo("/verify");
    assertThat(told.at("/verifier/port").asInt()).isEqualTo(4180);
    assertThat(told.at("/verifier/request").asString()).isEqualTo("x-forwarded");
    assertThat(told.at("/verifier/policies/0").asString()).isEqualTo("default");
    assertThat(get(management(), "/readyz").statusCode()).isEqualTo(200);
    assertThat(get(management(), "/readyz").body()).contains("gatehouse.yaml:3:5");
    assertThat(get(main(), "/actuator/gatehouse").statusCode()).isEqualTo(404);
  }

  @Test
  void metricsAreThereFromTheStart() throws Exception {
    start();

    String scraped = get(management(), "/actuator/prometheus").body();

    assertThat(scraped)
        .contains("gatehouse_decisions_total{code=\"\",outcome=\"admitted\"")
        .contains("gatehouse_decision_seconds_count 0")
        .contains("gatehouse_jwks_keys{provider=\"keycloak\"} 1.0")
        .contains("gatehouse_jwks_refresh_total{outcome=\"failure\",provider=\"keycloak\"} 0.0")
        .contains("gatehouse_config_reload_total{outcome=\"success\"} 0.0")
        .contains("gatehouse_token_cache_hits_total 7.0")
        .contains("gatehouse_token_cache_bytes 1000.0");
    assertThat(get(main(), "/actuator/prometheus").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"})
  void nothingCanBeChangedWhateverIsExposed(String method) throws Exception {
    start(
        "--management.endpoints.web.exposure.include=*",
        "--management.endpoints.access.default=unrestricted",
        "--management.endpoint.shutdown.access=unrestricted",
        "--management.endpoint.gateway.access=unrestricted");

    for (String path :
        List.of(
            "/actuator/loggers/ROOT",
            "/actuator/shutdown",
            "/actuator/gateway/refresh",
            "/actuator/gateway/routes/x",
            "/actuator/gatehouse",
            "/actuator/health",
            "/actuator/prometheus",
            "/")) {
      assertThat(send(management(), method, path).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(get(management(), "/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void readinessWaitsForTheFirstFetchAndLivenessDoesNot() throws Exception {
    gateway.providers = List.of(TestProviders.waiting("keycloak"));
    start();

    assertThat(get(management(), "/readyz").statusCode()).isEqualTo(503);
    assertThat(get(management(), "/livez").statusCode()).isEqualTo(200);

    gateway.providers = List.of(TestProviders.state("keycloak", 0, "connection refused"));

    HttpResponse<String> ready = get(management(), "/readyz");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("degraded", "keycloak", "connection refused");
  }

  @Test
  void readinessGoesDownBeforeTheServerStopsServing() throws Exception {
    start();
    int main = main();
    int management = management();
    Thread closing = Thread.ofVirtual().start(context::close);

    assertThat(gateway.asked.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(get(management, "/readyz").statusCode()).isEqualTo(503);
    assertThat(get(management, "/livez").statusCode()).isEqualTo(200);
    assertThat(get(main, "/anything").statusCode()).isEqualTo(404);

    gateway.draining.countDown();
    assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
  }

  private void start(String... more) {
    var application = new SpringApplication(TestApplication.class);
    application.addInitializers(
        starting -> starting.getBeanFactory().registerSingleton("gateway", gateway));
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(
        List.of(
            "--server.port=0",
            "--management.server.port=0",
            "--spring.reactor.netty.shutdown-quiet-period=0s"));
    context = application.run(arguments.toArray(String[]::new));
  }

  private int main() {
    return port("local.server.port");
  }

  private int management() {
    return port("local.management.port");
  }

  private int port(String property) {
    return context.getEnvironment().getRequiredProperty(property, Integer.class);
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return send(port, "GET", path);
  }

  private HttpResponse<String> send(int port, String method, String path) throws Exception {
    URI uri = URI.create("http://localhost:" + port + path);
    return client.send(
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(int port, String path) throws Exception {
    URI uri = URI.create("http://localhost:" + port + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @NeededAutoConfigurations
  @Import(OperationsConfiguration.class)
  static class TestApplication {}
}
