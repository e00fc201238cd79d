package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.edge.RequestIds;
import dev.gatehouse.errors.ErrorFormat;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.DecisionLog;
import dev.gatehouse.policy.Tracing;
import dev.gatehouse.request.AnsweredRequest;
import dev.gatehouse.token.Refusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Who gets in, by which route, and what the others are told. */
class ProxyDoorTest extends ProxyTest {

  private static final Decision REFUSED = new Decision.Refused(Refusal.TOKEN_EXPIRED, "idp");

  private TestSnapshots guarded() {
    return TestSnapshots.with().guarded(upstream.uri(), "Path=/orders/**");
  }

  @Test
  void refusesWithoutTellingTheUpstream() throws Exception {
    application.serve(guarded().snapshot(), deciding(REFUSED));
    var answer = client.get("/orders/1?access_token=secret");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer realm=\"default\"");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body()).contains("\"code\":\"token_expired\"");
    assertThat(answer.body()).contains(answer.header("X-Request-Id"));
    assertThat(upstream.sawNothing()).isTrue();
    AnsweredRequest logged = application.logged(answer);
    assertThat(logged.status()).isEqualTo(401);
    assertThat(logged.code()).isEqualTo("token_expired");
    assertThat(logged.route()).isEqualTo("r0");
    assertThat(logged.policy()).isEqualTo("default");
    assertThat(logged.provider()).isEqualTo("idp");
    assertThat(logged.rawPath()).isEqualTo("/orders/1");
    assertThat(logged.requestId()).isEqualTo(answer.header("X-Request-Id"));
  }

  @Test
  void answersUndecidedWith503() {
    application.serve(
        guarded().snapshot(), deciding(new Decision.Undecided(Duration.ofSeconds(3), "idp")));
    var answer = client.get("/orders/1");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("3");
    assertThat(answer.body()).contains("keys_unavailable");
  }

  @Test
  void logsWhoWasAdmitted() throws Exception {
    application.serve(guarded().snapshot(), deciding(user("u1")));
    AnsweredRequest logged = application.logged(client.get("/orders/1"));
    assertThat(logged.status()).isEqualTo(200);
    assertThat(logged.subject()).isEqualTo("u1");
    assertThat(logged.provider()).isEqualTo("idp");
    assertThat(logged.code()).isNull();
  }

  @Test
  void anErrorWhileDecidingAdmitsNobody() {
    for (Decider broken :
        List.<Decider>of(
            (_, _) -> Mono.error(new IllegalStateException("secret")),
            (_, _) -> Mono.empty(),
            (_, _) -> {
              throw new IllegalStateException("secret");
            })) {
      application.serve(guarded().snapshot(), broken);
      var answer = client.get("/orders/1");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).contains("internal_error").doesNotContain("secret");
    }
    assertThat(upstream.sawNothing()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Failing=now", "Header=X-N, (a|b)*"})
  void aPredicateThatFailsIsNoMismatch(String predicate) {
    application.serve(
        TestSnapshots.with()
            .guarded(upstream.uri(), predicate)
            .open(upstream.uri(), "Path=/**")
            .snapshot(),
        deciding(REFUSED));
    var answer = client.get("/", "X-N: " + "ab".repeat(12_000));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("\"code\":\"internal_error\"");
    assertThat(upstream.sawNothing()).isTrue();
  }

  @Test
  void aFilterThatFailsIsAnswered500() {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**", "RewritePath=/(a|b)*, /c").snapshot(),
        deciding(REFUSED));
    assertThat(client.get("/" + "ab".repeat(9_000)).status()).isEqualTo(500);
    assertThat(upstream.sawNothing()).isTrue();
  }

  @Test
  void tellsAClientThatIsStillSendingWhyItWasRefused() {
    application.serve(guarded().snapshot(), deciding(REFUSED));
    client.send(RawClient.head("POST", "/orders", "Content-Length: 3000000"));
    client.send(new byte[3_000_000]);
    assertThat(client.receive().status()).isEqualTo(401);
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void servesTheFirstRouteThatMatches() {
    application.serve(
        TestSnapshots.with()
            .open(upstream.uri(), "Path=/orders/open", "AddRequestHeader=X-Route, open")
            .guarded(upstream.uri(), "Path=/orders/**")
            .snapshot(),
        deciding(REFUSED));
    assertThat(client.get("/orders/open").status()).isEqualTo(200);
    assertThat(upstream.seen().headers("X-Route")).containsExactly("open");
    assertThat(client.get("/orders/other").status()).isEqualTo(401);
  }

  /** Attack: the host's route is left by another spelling of the host, for a weaker one. */
  @ParameterizedTest
  @ValueSource(
      strings = {"admin.test", "ADMIN.test", "admin.test.", "admin.test:80", "Admin.Test.:80"})
  void noSpellingOfAHostLeavesItsRoute(String host) {
    application.serve(
        TestSnapshots.with()
            .guarded(upstream.uri(), "Host=admin.test")
            .open(upstream.uri(), "Path=/**")
            .snapshot(),
        deciding(REFUSED));
    client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    assertThat(client.receive().status()).isEqualTo(401);
  }

  @Test
  void aPathWithATrailingSlashIsAnotherPath() {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/admin").snapshot(), deciding(REFUSED));
    assertThat(client.get("/admin").status()).isEqualTo(200);
    assertThat(client.get("/admin/").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/favicon.ico", "/actuator/health", "/livez", "/orders", "/webjars/x"})
  void nobodyElseAnswersOnTheMainPort(String path) {
    application.serve(
        TestSnapshots.with().guarded(upstream.uri(), "Path=/x").snapshot(), deciding(REFUSED));
    var answer = client.get(path, "Accept: text/html");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body()).contains("\"code\":\"route_not_found\"");
  }

  @Test
  void answersInTheFormatOfTheConfiguration() {
    application.serve(guarded().format(ErrorFormat.TEXT).snapshot(), deciding(REFUSED));
    assertThat(client.get("/orders").body()).isEqualTo("Jwt is expired");
    application.serve(guarded().format(ErrorFormat.JSON).snapshot(), deciding(REFUSED));
    assertThat(client.get("/orders").body()).isEqualTo("{\"error\": \"Jwt is expired\"}");
  }

  @Test
  void answersGrpcInItsOwnWay() {
    application.serve(guarded().snapshot(), deciding(REFUSED));
    var answer = client.get("/orders/svc", "Content-Type: application/grpc+proto");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("grpc-status")).isEqualTo("16");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void answersHeadWithoutABody() {
    application.serve(guarded().snapshot(), deciding(REFUSED));
    var answer = client.send(RawClient.head("HEAD", "/orders")).receive(true);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(client.get("/orders").status()).isEqualTo(401);
  }

  @Test
  void closesAfterRefusingARequestWithABody() {
    application.serve(guarded().snapshot(), deciding(REFUSED));
    client.send(RawClient.head("POST", "/orders", "Content-Length: 1000000"));
    var answer = client.receive();
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("Connection")).isEqualTo("close");
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void doesNotAskForTheBodyOfARefusedRequest() {
    application.serve(guarded().snapshot(), deciding(REFUSED));
    client.send(RawClient.head("POST", "/orders", "Content-Length: 10", "Expect: 100-continue"));
    assertThat(client.receive().status()).isEqualTo(401);
  }

  @Test
  void keepsTheConnectionAfterRefusingARequestWithoutABody() {
    application.serve(guarded().snapshot(), deciding(REFUSED));
    for (int i = 0; i < 3; i++) {
      assertThat(client.get("/orders").status()).isEqualTo(401);
    }
  }

  @Test
  void namesEveryResponse() {
    application.serve(guarded().snapshot(), deciding(anonymous()));
    var first = client.get("/orders");
    var second = client.get("/orders");
    assertThat(first.headers("X-Request-Id")).hasSize(1);
    assertThat(first.header("X-Request-Id")).isNotEqualTo(second.header("X-Request-Id"));
    assertThat(upstream.seen().headers("X-Request-Id"))
        .containsExactly(first.header("X-Request-Id"));
  }

  @Test
  void aRequestKeepsTheConfigurationItArrivedUnder() {
    application.serve(guarded().snapshot(), deciding(anonymous()));
    upstream.answer(
        exchange -> {
          application.serve(guarded().snapshot(), deciding(REFUSED));
          exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
    assertThat(client.get("/orders").body()).isEqualTo("ok");
    assertThat(client.get("/orders").status()).isEqualTo(401);
  }

  @Test
  void weighsRoutesOfAGroup() {
    application.serve(
        TestSnapshots.with()
            .route(
                upstream.uri(),
                null,
                List.of("Path=/**", "Weight=g, 10"),
                List.of("AddResponseHeader=X-Group, a"),
                Set.of())
            .route(
                upstream.uri(),
                null,
                List.of("Path=/**", "Weight=g, 0"),
                List.of("AddResponseHeader=X-Group, b"),
                Set.of())
            .snapshot(),
        deciding(REFUSED));
    for (int i = 0; i < 10; i++) {
      assertThat(client.get("/").header("X-Group")).isEqualTo("a");
    }
  }

  /** A server that was put together without the edge, or a protocol that it does not know. */
  @Test
  void servesNobodyWhoCameByNoEdge() throws Exception {
    Gateway gateway =
        application.serve(
            TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(REFUSED));
    BlockingQueue<AnsweredRequest> log = new LinkedBlockingQueue<>();
    var door =
        new ProxyDoor(
            () -> gateway,
            new RequestIds(ThreadLocalRandom::current),
            log::add,
            DecisionLog.none(),
            Tracing.none(),
            InstantSource.system());
    DisposableServer bare = HttpServer.create().host("127.0.0.1").handle(door).bindNow();
    try (var past = new RawClient(bare.port())) {
      var answer = past.get("/");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).contains("\"code\":\"internal_error\"");
      assertThat(upstream.sawNothing()).isTrue();
    } finally {
      bare.disposeNow();
    }
    assertThat(log.poll(20, TimeUnit.SECONDS))
        .extracting(AnsweredRequest::code)
        .isEqualTo("internal_error");
    assertThat(log).isEmpty();
  }
}
