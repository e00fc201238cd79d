package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real identity provider, as a team would have it. */
class KeycloakIT {

  private static Keycloak keycloak;
  private static KeycloakRealm main;
  private static KeycloakRealm other;
  private static KeycloakRealm rotating;
  private static Gate gate;

  @BeforeAll
  static void start() {
    keycloak = Keycloak.start();
    main =
        KeycloakRealm.create(keycloak.url(), "tested")
            .client("orders", "orders-api", 300)
            .client("billing", "billing-api", 300)
            .client("brief", "orders-api", 3)
            .user("user1", "gold")
            .user("user2", "silver");
    other =
        KeycloakRealm.create(keycloak.url(), "other")
            .client("orders", "orders-api", 300)
            .user("user1", "platinum");
    rotating =
        KeycloakRealm.create(keycloak.url(), "rotating")
            .client("orders", "orders-api", 300)
            .user("user1", "gold");
    gate =
        Gate.start(
            """
            gatehouse:
              providers:
                keycloak:
                  issuer: $MAIN
                  audiences: [orders-api]
                  clockSkew: 1s
                  claimsToHeaders:
                    - {claim: group, header: X-Group}
                    - {claim: preferred_username, header: X-User}
                rotating:
                  issuer: $ROTATING
                  audiences: [orders-api]
                  jwks:
                    url: $ROTATING/protocol/openid-connect/certs
                    cacheDuration: 10s
                    refreshCooldown: 1s
              policies:
                default: {providers: [keycloak]}
                rotating: {providers: [rotating]}
              routes:
                - {id: orders, uri: $UPSTREAM, predicates: [Path=/orders/**]}
                - {id: rotating, uri: $UPSTREAM, predicates: [Path=/rotating/**], policy: rotating}
            """
                .replace("$MAIN", main.issuer())
                .replace("$ROTATING", rotating.issuer()));
  }

  @AfterAll
  static void stop() {
    if (gate != null) {
      gate.close();
    }
    if (keycloak != null) {
      keycloak.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"user1, gold", "user2, silver"})
  void admitsUserWithGroupAsHeader(String user, String group) {
    Request request = Request.get("/orders/7").header("X-Group", "admin");
    SeenRequest seen = gate.passes(request.bearer(main.token("orders", user)));
    assertThat(seen.headers("X-Group")).containsExactly(group);
    assertThat(seen.headers("X-User")).containsExactly(user);
    assertThat(seen.headers("Authorization")).isEmpty();
  }

  @Test
  void refusesRequestWithoutTokenAndTamperedToken() {
    gate.refuses(Request.get("/orders/7"), 401, "token_missing");
    String token = main.token("orders", "user1");
    String tampered = token.substring(0, token.lastIndexOf('.') + 1) + "AAAA";
    gate.refuses(Request.get("/orders/7").bearer(tampered), 401, "token_signature_invalid");
  }

  @Test
  void refusesTokenForAnotherAudience() {
    Request request = Request.get("/orders/7").bearer(main.token("billing", "user1"));
    gate.refuses(request, 401, "token_audience_denied");
  }

  @Test
  void refusesTokenThatHasExpired() {
    Request request = Request.get("/orders/7").bearer(main.token("brief", "user1"));
    gate.passes(request);
    Eventually.eventually(
        Duration.ofSeconds(15), () -> gate.refuses(request, 401, "token_expired"));
  }

  @Test
  void refusesTokenOfAnotherRealm() {
    Request request = Request.get("/orders/7").bearer(other.token("orders", "user1"));
    gate.refuses(request, 401, "token_issuer_unknown");
  }

  @Test
  void rotationOfRealmsKeyCostsNoRequest() {
    List<String> older = tokens();
    Request before = Request.get("/rotating/x").bearer(older.getFirst());
    try (var old = Load.of(gate, 2, "/rotating/x", older)) {
      old.awaits(200);
      rotating.addSigningKey();
      List<String> newer = tokens();
      assertThat(header(newer)).isNotEqualTo(header(older));
      try (var renewed = Load.of(gate, 2, "/rotating/x", newer)) {
        renewed.awaits(200);
        old.awaits(200);
        assertThat(old.refused()).isEmpty();
        old.end();
        rotating.removeFirstSigningKey();
        Eventually.eventually(
            Duration.ofSeconds(30), () -> gate.answers(before, 401, "token_signature_invalid"));
        assertThat(renewed.awaits(50).refused()).isEmpty();
      }
    }
  }

  /** The first token's header, which names its key. */
  private static String header(List<String> tokens) {
    String token = tokens.getFirst();
    return token.substring(0, token.indexOf('.'));
  }

  private static List<String> tokens() {
    return Stream.generate(() -> rotating.token("orders", "user1")).limit(5).toList();
  }

  /** What docker-compose.yml serves, with the addresses that its network gives exchanged. */
  @Test
  void whatComposeServesTakesTheTokensOfTheRealmThatItImports() throws IOException {
    KeycloakRealm realm = KeycloakRealm.imported(keycloak.url());
    String yaml =
        Files.readString(Path.of("compose", "gatehouse", "gatehouse.yaml"))
            .replace("http://localhost:8180", keycloak.url())
            .replace("http://keycloak:8080", keycloak.url())
            .replace("http://upstream:8080", "$UPSTREAM");
    try (var compose = Gate.start(yaml)) {
      assertThat(compose.refuses(Request.get("/orders/1")).text()).isEqualTo("Jwt is missing");
      String token = realm.token("demo", "alice");
      SeenRequest seen = compose.passes(Request.get("/orders/1").bearer(token));
      assertThat(seen.target()).isEqualTo("/anything/orders/1");
      assertThat(seen.headers("X-User-Name")).containsExactly("alice");
      assertThat(seen.headers("X-Roles")).singleElement().asString().contains("clerk");
      assertThat(seen.headers("Authorization")).isEmpty();

      String demo = Files.readString(Path.of("src/main/resources/dev/gatehouse/demo-token.txt"));
      SeenRequest headers = compose.passes(Request.get("/headers").bearer(demo.strip()));
      assertThat(headers.headers("x-team")).containsExactly("dev");
      assertThat(compose.refuses(Request.get("/headers").bearer(token)).status()).isEqualTo(401);
    }
  }

  /** A team's Traefik and Keycloak, with Gatehouse in between as the recipe has it. */
  @Nested
  class BehindTraefik {

    private static CountingUpstream upstream;
    private static GatehouseProcess gatehouse;
    private static FrontProxy traefik;

    @BeforeAll
    static void start() throws IOException {
      Path program = Recipe.TRAEFIK.programOrSkip();
      upstream = CountingUpstream.start();
      int port = FreePort.next();
      gatehouse =
          GatehouseProcess.start(
              Files.readString(Recipe.TRAEFIK.folder().resolve("gatehouse.yaml"))
                  .replace("https://id.example.com", main.issuer())
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
    }

    private static Response send(Request request) {
      return Wire.exchange(traefik.port(), request);
    }

    @Test
    void admitsAUserOfTheRealm() {
      Request request = Request.get("/orders/7").header("X-Roles", "admin");
      Response response = send(request.bearer(main.token("orders", "user1")));
      assertThat(response.status()).as("%s", response).isEqualTo(200);
      assertThat(response.seen().headers("X-User-Id")).containsExactly("user1");
      assertThat(response.seen().headers("X-Roles")).containsExactly("gold");
      assertThat(String.join("", response.seen().headers("Authorization"))).isEmpty();
    }

    @Test
    void refusesEverybodyElse() {
      int before = upstream.count();
      assertThat(send(Request.get("/orders/7")).status()).isEqualTo(401);
      Request forBilling = Request.get("/orders/7").bearer(main.token("billing", "user1"));
      assertThat(send(forBilling).json().path("code").asString())
          .isEqualTo("token_audience_denied");
      assertThat(upstream.count()).isEqualTo(before);
    }
  }
}
