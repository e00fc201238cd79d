package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every proxy must hold with its recipe. */
abstract class RecipeBattery extends RecipeSockets {

  RecipeBattery(Recipe recipe) {
    super(recipe);
  }

  /** What the proxy makes of the challenge of a 403. */
  boolean passesChallengeOf403() {
    return true;
  }

  /** Whether a client gets the verifier's body. */
  boolean passesBody() {
    return true;
  }

  @Test
  void asksOneWithoutATokenForOne() {
    Response response = refuses(Request.get("/orders/1"), 401);
    assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"default\"");
    if (passesBody()) {
      assertThat(response.json().path("code").asString()).isEqualTo("token_missing");
    }
  }

  @Test
  void tellsWhyATokenIsRefused() {
    List<UnaryOperator<TestToken>> bad =
        List.of(
            token -> token.expiresIn(Duration.ofMinutes(-5)),
            token -> token.audience("others"),
            token -> token.issuer("https://other.example.com"));
    for (UnaryOperator<TestToken> spoil : bad) {
      Request request = Request.get("/orders/1").bearer(spoil.apply(token()).compact());
      assertThat(refuses(request, 401).header("WWW-Authenticate")).contains("invalid_token");
    }
    String forged = token().withSignature(new byte[256]);
    refuses(Request.get("/orders/1").bearer(forged), 401);
    Response twice = refuses(authorized("GET", "/orders/1").bearer(token().compact()));
    // some proxies take no second line themselves
    assertThat(twice.status()).isIn(400, 401);
  }

  @Test
  void refusesWhoMayNotDoIt() {
    String narrow = token().withoutClaim("scope").compact();
    Response response = refuses(Request.get("/orders/1").bearer(narrow), 403);
    if (passesChallengeOf403()) {
      assertThat(response.header("WWW-Authenticate")).contains("scope=\"orders.read\"");
    }
    if (passesBody()) {
      assertThat(response.json().path("code").asString()).isEqualTo("scope_insufficient");
    }
  }

  @Test
  void tellsTheUpstreamWhoWasVerifiedAndKeepsTheToken() {
    String token = token().claim("roles", "[\"clerk\",\"admin\"]").compact();
    SeenRequest seen = passes(Request.get("/orders/1?a=b%20c").bearer(token));
    assertThat(seen.target()).isEqualTo("/orders/1?a=b%20c");
    assertThat(seen.headers("X-User-Id")).containsExactly("ada");
    assertThat(seen.headers("X-Roles")).containsExactly("clerk,admin");
    assertThat(String.join("", seen.headers("Authorization"))).isEmpty();
    assertThat(seen.fields()).noneMatch(field -> field.value().contains(token));
  }

  @Test
  void removesIdentityHeadersOfTheClientsOwn() {
    SeenRequest seen =
        passes(
            authorized("GET", "/orders/1")
                .header("X-User-Id", "root")
                .header("x-roles", "admin")
                .header("X-Roles", "root"));
    assertThat(seen.headers("X-User-Id")).containsExactly("ada");
    assertThat(String.join("", seen.headers("X-Roles"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X_Roles", "x.roles", "X_USER_ID", "X-User.Id"})
  void noSpellingOfAnIdentityHeaderReachesTheUpstream(String name) {
    int before = upstream().count();
    Response response = Wire.exchange(port(), authorized("GET", "/orders/1").header(name, "root"));
    assertThat(response.status()).isIn(200, 400, 401);
    assertThat(upstream().count() - before).isEqualTo(response.status() == 200 ? 1 : 0);
    assertThat(upstream().seen().subList(before, upstream().count()))
        .flatExtracting(SeenRequest::fields)
        .extracting(Field::value)
        .doesNotContain("root");
  }

  @Test
  void theConnectionHeaderTakesNothingAway() {
    Request request =
        Request.bare("GET", "/orders/1", "Host: gw.test", "Connection: close, X-User-Id, X-Roles")
            .bearer(token().compact())
            .header("X-User-Id", "root");
    assertThat(passes(request).headers("X-User-Id")).containsExactly("ada");
  }

  @Test
  void bodiesPassWhole() {
    String body = "0123456789".repeat(10_000);
    SeenRequest counted = passes(authorized("POST", "/orders").body(body));
    assertThat(counted.method()).isEqualTo("POST");
    assertThat(counted.body()).isEqualTo(body);
    Request chunked = authorized("POST", "/orders").header("Transfer-Encoding", "chunked");
    SeenRequest seen =
        passes(
            new Request(
                "POST", "/orders", chunked.lines(), "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"));
    assertThat(seen.body()).isEqualTo("hello world");
  }

  @Test
  void refusalOfABodyLeavesNothingBehind() {
    refuses(Request.of("POST", "/orders").body("x".repeat(10_000)), 401);
    refuses(Request.of("POST", "/orders").body("GET /lax/x HTTP/1.1\r\nHost: x\r\n\r\n"), 401);
  }

  @Test
  void rulesSeeTheOriginalRequest() {
    refuses(authorized("DELETE", "/orders/1"), 403);
    String admin = token().claim("roles", "[\"admin\"]").compact();
    assertThat(passes(Request.of("DELETE", "/orders/1").bearer(admin)).method())
        .isEqualTo("DELETE");
    passes(authorized("DELETE", "/carts/1"));
    passes(authorized("GET", "/orders/1"));
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Uri, /carts/1",
    "X-Original-URI, /carts/1",
    "X-Original-URL, /carts/1",
    "X-Rewrite-URL, /carts/1",
    "X-Forwarded-Method, GET",
    "X-Original-Method, GET",
    "X-HTTP-Method-Override, GET",
    "x_forwarded_method, GET",
    "X-Forwarded-Path, /carts/1"
  })
  void theClientCannotSayWhichRequestItIs(String name, String value) {
    refuses(authorized("DELETE", "/orders/1").header(name, value), 403);
    refuses(authorized("DELETE", "/orders/1").header(name, value).header(name, value), 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/lax/x",
        "/none/x",
        "/verify/other",
        "/verify/lax",
        "/verify/lax/-/x",
        "/-/x",
        "/_gatehouse"
      })
  void noPathChoosesThePolicy(String target) {
    assertThat(refuses(Request.get(target)).status()).isIn(401, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/%2e%2e/lax/-/x", "/..%2f..%2fverify/lax", "/orders/%2e%2e/x", "/a%2Fb", "/a;b"})
  void anAmbiguousPathNeverReachesTheUpstream(String target) {
    Response response = Wire.exchange(port(), authorized("GET", target));
    // some proxies make it unambiguous, and then it is judged as the upstream gets it
    if (response.status() == 200) {
      assertThat(response.seen().target())
          .doesNotContainIgnoringCase("%2")
          .doesNotContain("..", ";");
    } else {
      assertThat(response.status()).isBetween(400, 403);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/carts/%2e%2e/orders/1",
        "/carts/../orders/1",
        "/carts/..%2Forders/1",
        "/carts/%2e%2e%2Forders/1",
        "/%6frders/1",
        "//orders/1",
        "/orders/1?x=/carts/1",
        "/orders/1;/carts/1"
      })
  void noSpellingOfAPathGetsAroundARule(String target) {
    assertThat(refuses(authorized("DELETE", target)).status()).isBetween(400, 404);
  }

  @Test
  void theConnectionHeaderHidesNoFact() {
    String lines = "Connection: close, X-Forwarded-Method, X-Forwarded-Uri, X-Original-URI";
    Request request =
        Request.bare("DELETE", "/orders/1", "Host: gw.test", lines).bearer(token().compact());
    refuses(request, 403);
  }

  @Test
  void grpcIsRefusedAsAnythingElse() {
    Response response =
        refuses(Request.of("POST", "/svc/Call").header("Content-Type", "application/grpc"));
    // Envoy itself answers gRPC in its own way
    boolean refused =
        response.status() == 401
            || (response.status() == 200 && !response.header("grpc-status").isEmpty());
    assertThat(refused).as("%s", response).isTrue();
    assertThat(response.header("grpc-status")).isNotEqualTo("0");
  }

  @Test
  void nobodyPassesWhileTheVerifierIsAway() {
    int nobody = FreePort.next();
    try (var alone = asking(nobody)) {
      int before = upstream().count();
      Response response = Wire.exchange(alone.port(), authorized("GET", "/orders/1"));
      assertThat(response.status()).isBetween(403, 599);
      assertThat(upstream().count()).isEqualTo(before);
    }
  }

  @Test
  void nobodyPassesWhileTheVerifierIsSilent() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        var alone = asking(silent.getLocalPort())) {
      int before = upstream().count();
      assertThat(statusOrSilence(alone.port())).isBetween(403, 599);
      assertThat(upstream().count()).isEqualTo(before);
    }
  }

  /** 504 also where a proxy waits longer than this client. */
  private static int statusOrSilence(int port) {
    try {
      return Wire.exchange(port, authorized("GET", "/orders/1")).status();
    } catch (UncheckedIOException e) {
      return 504;
    }
  }
}
