package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

class ManagementTest {

  private final TestGateway gateway = new TestGateway();
  private final HttpClient client = HttpClient.newHttpClient();
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

    for (String path : List.of("/actuator/env", "/actuator/gateway/routes", "/actuator/beans")) {
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
      assertThat(post(management(), path).statusCode()).as(path).isIn(404, 405);
    }
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
    arguments.addAll(List.of("--server.port=0", "--management.server.port=0"));
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
    URI uri = URI.create("http://localhost:" + port + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
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
  @EnableAutoConfiguration
  @Import(OperationsConfiguration.class)
  static class TestApplication {}
}
