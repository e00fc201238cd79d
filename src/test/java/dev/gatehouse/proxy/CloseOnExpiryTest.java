package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Identity;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.TestClaims;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code closeOnExpiry} nothing outlasts the token that admitted it, in either lane. */
class CloseOnExpiryTest extends ProxyTest {

  private static final Policy CLOSING = TestSnapshots.EXPIRING.closingOnExpiry();
  private final CompletableFuture<Boolean> upstreamGone = new CompletableFuture<>();

  /** What a first request loads takes longer than the tokens last. */
  @BeforeEach
  void loadEverything() {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
    assertThat(client.get("/").status()).isEqualTo(200);
  }

  private void serve(boolean directLane, Policy policy, Decision decision) {
    application.serve(
        TestSnapshots.with()
            .directLane(directLane)
            .route(upstream.uri(), policy, List.of("Path=/**"), List.of(), Set.of())
            .snapshot(),
        deciding(decision));
  }

  private static Decision expiringIn(Duration time) {
    long exp = Instant.now().plus(time).getEpochSecond();
    var identity = new Identity("idp", TestClaims.claims("{\"exp\":" + exp + "}"), List.of());
    return new Decision.Admitted(identity, RequestEdits.NONE);
  }

  /** Sends this, and an event every 50 ms, until the gateway is gone. */
  private void stream(String head) {
    upstream.answer(
        exchange -> {
          exchange.send(head);
          Thread.ofVirtual().start(() -> upstreamGone.complete(isOver(exchange)));
          while (!upstreamGone.isDone()) {
            exchange.send("8\r\ndata: x\n\r\n");
            LockSupport.parkNanos(50_000_000);
          }
        });
  }

  private static boolean isOver(TestUpstream.Exchange exchange) {
    try {
      return exchange.in().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cutsAStreamOffWhenItsTokenExpires(boolean directLane) throws Exception {
    serve(directLane, CLOSING, expiringIn(Duration.ofSeconds(3)));
    stream(CHUNKED);
    var answer = client.send(RawClient.head("GET", "/")).receive();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("data: x");
    assertThat(answer.whole()).as("a cut stream must not look whole").isFalse();
    assertThat(upstreamGone).succeedsWithin(Duration.ofSeconds(20));
    var logged = application.logged(answer);
    assertThat(logged.code()).isEqualTo("token_expired");
    assertThat(logged.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void waitsForNoAnswerAfterTheTokensEnd(boolean directLane) throws Exception {
    serve(directLane, CLOSING, expiringIn(Duration.ofSeconds(3)));
    upstream.answer(exchange -> upstreamGone.complete(isOver(exchange)));
    var answer = client.get("/");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("\"code\":\"token_expired\"");
    assertThat(upstreamGone).succeedsWithin(Duration.ofSeconds(20));
    assertThat(application.logged(answer).code()).isEqualTo("token_expired");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavesShorterAnswersAlone(boolean directLane) throws Exception {
    serve(directLane, CLOSING, expiringIn(Duration.ofHours(1)));
    var answer = client.get("/");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(application.logged(answer).code()).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPolicyThatDoesNotSaySoLetsStreamsLive(boolean directLane) {
    serve(directLane, TestSnapshots.EXPIRING, expiringIn(Duration.ofSeconds(-1)));
    stream(CHUNKED);
    client.send(RawClient.head("GET", "/")).receiveHead();
    assertThat(upstreamGone).isNotDone();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closesAWebSocketAsAViolationOfPolicy(boolean directLane) throws Exception {
    serve(directLane, CLOSING, expiringIn(Duration.ofSeconds(3)));
    var told = new CompletableFuture<byte[]>();
    upstream.answer(
        exchange -> {
          exchange.send(WebSocketTest.switching(exchange));
          told.complete(exchange.in().readAllBytes());
        });
    var answer = client.send(RawClient.head("GET", "/ws", WebSocketTest.HANDSHAKE)).receiveHead();
    assertThat(answer.status()).isEqualTo(101);
    byte[] reason = "token_expired".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(client.in().readAllBytes())
        .startsWith(0x88, 2 + reason.length, 1008 >> 8, 1008 & 0xff)
        .endsWith(reason);
    // masked: only its length shows
    assertThat(told)
        .succeedsWithin(Duration.ofSeconds(20))
        .satisfies(frame -> assertThat(frame).startsWith(0x88, 0x80 | 2 + reason.length));
    assertThat(application.logged(answer).code()).isEqualTo("token_expired");
  }
}
