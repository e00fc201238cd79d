package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.token.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routes in Spring's own way of defining them are guarded like ours. */
class SpringRoutesTest {

  private static final String ROUTES = "spring.cloud.gateway.server.webflux.routes";

  private TestUpstream upstream;
  private TestApplication application;

  @BeforeEach
  void start() {
    upstream = new TestUpstream();
    List<String> properties = new ArrayList<>();
    properties.addAll(route(0, "guarded", "/guarded"));
    properties.addAll(route(1, "open", "/open"));
    properties.add(property(1, "metadata.policy=none"));
    properties.addAll(route(2, "late", "/ours"));
    properties.add(property(2, "metadata.policy=none"));
    application = TestApplication.start(properties.toArray(String[]::new));
  }

  @AfterEach
  void stop() {
    application.close();
    upstream.close();
  }

  private List<String> route(int index, String id, String path) {
    return List.of(
        property(index, "id=" + id),
        property(index, "uri=" + upstream.uri()),
        property(index, "predicates[0]=Path=" + path));
  }

  private static String property(int index, String rest) {
    return ROUTES + "[" + index + "]." + rest;
  }

  @Test
  void routesWithoutAPolicyGetTheDefaultAndOursComeFirst() {
    application.serve(
        TestSnapshots.with().guarded(upstream.uri(), "Path=/ours").snapshot(),
        ProxyTest.deciding(new Decision.Refused(Refusal.TOKEN_MISSING, null)));
    try (RawClient client = application.connect()) {
      assertThat(client.get("/guarded").status()).isEqualTo(401);
      assertThat(client.get("/ours").status()).isEqualTo(401);
      assertThat(client.get("/open", "X-User-Id: admin").status()).isEqualTo(200);
      assertThat(upstream.seen().headers("X-User-Id")).isEmpty();
    }
  }

  @Test
  void theManagementPortServesNoRoute() {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(),
        ProxyTest.deciding(ProxyTest.anonymous()));
    try (var client = new RawClient(application.managementPort())) {
      for (String path : new String[] {"/guarded", "/open", "/ours", "/"}) {
        assertThat(client.get(path).status()).isEqualTo(404);
      }
      assertThat(client.get("/actuator/health").status()).isEqualTo(200);
    }
    assertThat(upstream.sawNothing()).isTrue();
  }
}
