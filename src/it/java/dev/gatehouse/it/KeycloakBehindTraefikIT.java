package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A team's Traefik and Keycloak, with Gatehouse in between as the recipe has it. */
class KeycloakBehindTraefikIT {

  private static Keycloak keycloak;
  private static KeycloakRealm realm;
  private static CountingUpstream upstream;
  private static GatehouseProcess gatehouse;
  private static FrontProxy traefik;

  @BeforeAll
  static void start() throws IOException {
    Path program = Recipe.TRAEFIK.programOrSkip();
    keycloak = Keycloak.start();
    realm =
        KeycloakRealm.create(keycloak.url(), "tested")
            .client("orders", "orders-api", 300)
            .client("billing", "billing-api", 300)
            .user("user1", "gold");
    upstream = CountingUpstream.start();
    int port = FreePort.next();
    gatehouse =
        GatehouseProcess.start(
            Files.readString(Recipe.TRAEFIK.folder().resolve("gatehouse.yaml"))
                .replace("https://id.example.com", realm.issuer())
                .replace("claim: sub", "claim: preferred_username")
                .replace("claim: roles", "claim: group")
                .replace("scopes: [orders.read]", "scopes: [email]")
                .replace("port: 4180", "port: " + port));
    traefik = FrontProxy.start(Recipe.TRAEFIK, program, port, upstream.port());
  }

  @AfterAll
  static void stop() {
    if (traefik != null) {
      traefik.close();
    }
    if (gatehouse != null) {
      gatehouse.close();
    }
    if (upstream != null) {
      upstream.close();
    }
    if (keycloak != null) {
      keycloak.close();
    }
  }

  private static Response send(Request request) {
    return Wire.exchange(traefik.port(), request);
  }

  @Test
  void admitsAUserOfTheRealm() {
    Request request = Request.get("/orders/7").header("X-Roles", "admin");
    Response response = send(request.bearer(realm.token("orders", "user1")));
    assertThat(response.status()).as("%s", response).isEqualTo(200);
    assertThat(response.seen().headers("X-User-Id")).containsExactly("user1");
    assertThat(response.seen().headers("X-Roles")).containsExactly("gold");
    assertThat(String.join("", response.seen().headers("Authorization"))).isEmpty();
  }

  @Test
  void refusesEverybodyElse() {
    int before = upstream.count();
    assertThat(send(Request.get("/orders/7")).status()).isEqualTo(401);
    Request forBilling = Request.get("/orders/7").bearer(realm.token("billing", "user1"));
    assertThat(send(forBilling).json().path("code").asString()).isEqualTo("token_audience_denied");
    assertThat(upstream.count()).isEqualTo(before);
  }
}
