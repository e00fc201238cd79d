package dev.gatehouse.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.proxy.RawClient;
import dev.gatehouse.proxy.RawClient.Answer;
import dev.gatehouse.token.TestTokens;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.DisposableServer;

/** What other proxies are told. */
class VerifierDoorTest {

  private static final String POLICIES =
      """
          default: { providers: [idp] }
          lax: { providers: [idp], mode: Permissive, deny: ["request.method == 'DELETE'"] }
      """;
  private static final String[] ORIGINAL = {"X-Forwarded-Method: GET", "X-Forwarded-Uri: /orders"};

  private static TestVerifier verifier;

  @BeforeAll
  static void start() {
    verifier = TestVerifier.start(POLICIES, "x-forwarded");
  }

  @AfterAll
  static void stop() {
    verifier.close();
  }

  private static Answer ask(String target, String... more) {
    String[] fields = new String[more.length + ORIGINAL.length];
    System.arraycopy(ORIGINAL, 0, fields, 0, ORIGINAL.length);
    System.arraycopy(more, 0, fields, ORIGINAL.length, more.length);
    return verifier.ask(target, fields);
  }

  @Test
  void tellsWhoWasVerifiedAndWhatToRemove() {
    Answer answer = ask("/verify/default", TestVerifier.bearer());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers("Cache-Control")).containsExactly("no-store");
    assertThat(answer.headers("Content-Length")).containsExactly("0");
    assertThat(answer.headers("X-User-Id")).containsExactly("ada");
    assertThat(answer.headers("X-Team")).containsExactly("");
    assertThat(answer.headers("Authorization")).containsExactly("");
    assertThat(answer.headers("x-envoy-auth-headers-to-remove"))
        .containsExactly("X-Team,Authorization");
    assertThat(answer.headers("X-Request-Id")).hasSize(1);
  }

  @Test
  void overwritesWhatAnAnonymousClientSaysItIs() {
    Answer answer = ask("/verify/lax", "X-User-Id: admin", "X-Team: root");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers("X-User-Id")).containsExactly("");
    assertThat(answer.headers("X-Team")).containsExactly("");
    assertThat(answer.headers("Authorization")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x_user_id: admin", "X.User-Id: admin", "X-User_Id: admin"})
  void refusesAnIdentityHeaderThatNoProxyWouldOverwrite(String spoofed) {
    Answer answer = ask("/verify/default", TestVerifier.bearer(), spoofed);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("request_rejected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization_: x", "Proxy: y"})
  void leavesOtherHeadersAlone(String field) {
    assertThat(ask("/verify/default", TestVerifier.bearer(), field).status()).isEqualTo(200);
  }

  @Test
  void asksOneWhoHasNoToken() {
    Answer answer = ask("/verify/default");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"default\"");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body()).contains("\"code\":\"token_missing\"").contains("\"status\":401");
    assertThat(answer.headers("X-User-Id")).isEmpty();
  }

  @Test
  void answersTheSameToGrpcAsToAnybody() {
    Answer answer = ask("/verify/default", "Content-Type: application/grpc");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers("grpc-status")).isEmpty();
  }

  @Test
  void says401WhereNginxWouldTake400ForAFault() {
    Answer answer = ask("/verify/default", TestVerifier.bearer(), TestVerifier.bearer());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("multiple_tokens").contains("\"status\":401");
    assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_request\"");
  }

  @Test
  void refusesAnExpiredToken() {
    String expired = TestVerifier.token().expiresIn(Duration.ofMinutes(-5)).compact();
    Answer answer = ask("/verify/default", "Authorization: Bearer " + expired);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).contains("Jwt is expired");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/verify/none",
        "/verify/other",
        "/verify/",
        "/verify/default/",
        "/verify/default/x",
        "/verify/%64efault",
        "/%76erify/default",
        "/verify/lax%2Fdefault",
        "/verify/default/-/orders",
        "/verifyx/default",
        "/verify;a/default",
        "/"
      })
  void knowsNoOtherPath(String path) {
    Answer answer = ask(path, TestVerifier.bearer());
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("route_not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/verify/default/../lax", "/verify/%2e%2e/verify/lax", "/verify/default/..%2Flax"})
  void isNotTalkedIntoAnotherPolicyByDots(String path) {
    assertThat(ask(path).status()).isEqualTo(400);
  }

  @Test
  void decidesByDefaultWhereNoPolicyIsNamed() {
    assertThat(ask("/verify").header("WWW-Authenticate")).contains("realm=\"default\"");
    assertThat(ask("/verify?policy=lax").header("WWW-Authenticate")).contains("realm=\"default\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "DELETE", "OPTIONS", "PROPFIND"})
  void takesAnyMethodForTheInquiry(String method) {
    try (RawClient client = verifier.connect()) {
      String head =
          RawClient.head(
              method,
              "/verify/lax",
              "X-Forwarded-Method: GET",
              "X-Forwarded-Uri: /",
              "Upgrade: websocket",
              "Connection: Upgrade");
      assertThat(client.send(head).receive().status()).isEqualTo(200);
    }
  }

  @Test
  void answersHeadWithoutABody() {
    try (RawClient client = verifier.connect()) {
      assertThat(client.send(RawClient.head("HEAD", "/verify/default")).receive(true).status())
          .isEqualTo(401);
      assertThat(client.get("/verify/default", ORIGINAL).status()).isEqualTo(401);
    }
  }

  @Test
  void takesNoBodyForTheNextInquiry() {
    try (RawClient client = verifier.connect()) {
      String smuggled = RawClient.head("GET", "/verify/lax", ORIGINAL);
      client.send(
          RawClient.head(
              "POST", "/verify/default", "Content-Length: " + smuggled.length(), ORIGINAL[1]));
      client.send(smuggled);
      Answer answer = client.receive();
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void logsTheOriginalRequestAndCountsTheDecision() throws Exception {
    try (var own = TestVerifier.start(POLICIES, "x-forwarded")) {
      own.ask(
          "/verify/default",
          "X-Forwarded-Method: PUT",
          "X-Forwarded-Uri: /orders/7?secret=1",
          "X-Forwarded-For: 203.0.113.9, 127.0.0.1",
          TestVerifier.bearer());
      var logged = own.logged();
      assertThat(logged.method()).isEqualTo("PUT");
      assertThat(logged.rawPath()).isEqualTo("/orders/7");
      assertThat(logged.client()).isEqualTo("203.0.113.9");
      assertThat(logged.route()).isEqualTo("forwardAuth");
      assertThat(logged.policy()).isEqualTo("default");
      assertThat(logged.provider()).isEqualTo("idp");
      assertThat(logged.status()).isEqualTo(200);
      assertThat(own.decided()).containsExactly("forwardAuth/default");
    }
  }

  @Test
  void hearsNoStranger() throws Exception {
    try (var own =
        TestVerifier.start(
            """
            gatehouse:
              providers:
                idp: { issuer: "https://id.test", audiences: [api], jwks: { inline: '$KEYS' } }
              policies:
                default: { providers: [idp] }
              forwardAuth:
                { path: /verify, policies: [default], callers: [10.0.0.0/8], request: x-forwarded }
            """)) {
      Answer answer =
          own.ask("/verify/default", "X-Forwarded-For: 10.0.0.1", TestVerifier.bearer());
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).contains("access_denied");
      assertThat(own.ask("/verify/nothing").status()).isEqualTo(403);
      assertThat(own.decided()).isEmpty();
      assertThat(own.logged().code()).isEqualTo("access_denied");
    }
  }

  @Test
  void lettingShadowModePassStillClearsWhatFailed() {
    try (var own =
        TestVerifier.start(
            """
                default: { providers: [idp], enforce: false }
                lax: { providers: [idp] }
            """,
            "x-forwarded")) {
      String forged = TestTokens.tampered(TestVerifier.token().compact());
      Answer answer = own.ask("/verify", "Authorization: Bearer " + forged, "X-User-Id: admin");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers("Authorization")).containsExactly("");
      assertThat(answer.headers("X-User-Id")).containsExactly("");
    }
  }

  @Test
  void ownsItsPathHoweverItIsEncoded() {
    Verifier owner = verifier.verifier();
    assertThat(
            new String[] {
              "/verify",
              "/verify/x",
              "/verify?x",
              "/%76erify/x",
              "/verif%79",
              "/verify%2fx",
              "/verify;a/x",
              "/verify%3Ba"
            })
        .allMatch(owner::owns);
    assertThat(new String[] {"/", "/verif", "/verifyx", "/verify%41", "/x/verify", "/verify%2"})
        .noneMatch(owner::owns);
  }

  @Test
  void admitsNobodyWhoCameByNoEdge() {
    DisposableServer server = verifier.withoutEdge().bindNow();
    try (var past = new RawClient(server.port())) {
      String[] fields = {ORIGINAL[0], ORIGINAL[1], TestVerifier.bearer()};
      assertThat(past.get("/verify/default", fields).status()).isEqualTo(500);
    } finally {
      server.disposeNow();
    }
  }
}
