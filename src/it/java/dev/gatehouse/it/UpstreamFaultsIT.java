package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that misbehaves is told of as the contract says, and harms no other request. */
class UpstreamFaultsIT {

  private static final int CONNECTIONS = 4;
  private static final int PENDING = 3;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static final String YAML =
      """
      gatehouse:
        providers: {main: {issuer: https://main.test, jwks: {inline: '$JWKS'}}}
        policies: {default: {providers: [main]}}
        upstream: {connections: %d, pending: %d}
        routes:
          - {id: faulty, uri: $FAULTY, predicates: [Path=/faulty/**], policy: none, timeout: 500ms}
          - {id: good, uri: $UPSTREAM, predicates: [Path=/good/**], policy: none}
      """
          .formatted(CONNECTIONS, PENDING)
          .replace("$JWKS", TestKey.jwks(TestKey.rsa("main")));

  private static ScriptedUpstream faulty;
  private static Gate gate;

  @BeforeAll
  static void start() {
    faulty = new ScriptedUpstream(UpstreamFaultsIT::serve);
    gate = Gate.start(YAML.replace("$FAULTY", faulty.url()));
  }

  @AfterAll
  static void stop() {
    gate.close();
    faulty.close();
  }

  private static void serve(ScriptedUpstream.Exchange exchange) throws IOException {
    String fault = exchange.target().substring("/faulty/".length());
    switch (fault) {
      case "hang" -> exchange.hang();
      case "close" -> exchange.socket().close();
      case "reset" -> exchange.reset();
      case "half" -> exchange.send("HTTP/1.1 200 OK\r\nContent-Len").reset();
      case "garbage" -> exchange.send("\u0016\u0003\u0001 \u0000\u0001\r\n\r\n\r\n").hang();
      case "banner" -> exchange.send("SSH-2.0-OpenSSH_9.6\r\n").hang();
      case "http2" -> exchange.send("\0\0\u0006\u0004\0\0\0\0\0\0\u0005\0\0@\0").hang();
      case "long" -> exchange.send("HTTP/1.1 200 OK\r\nA: " + "a".repeat(200_000)).hang();
      case "twice" ->
          exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" + OK.substring(17)).hang();
      case "counted" -> exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nsome").reset();
      case "chunked" ->
          exchange
              .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n")
              .socket()
              .close();
      case "early" ->
          exchange.send("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno").socket().close();
      case "slow" -> drip(exchange);
      default -> exchange.send(OK);
    }
  }

  private static void drip(ScriptedUpstream.Exchange exchange) throws IOException {
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (true) {
      exchange.send(".");
      LockSupport.parkNanos(100_000_000);
    }
  }

  private static Response faulty(String fault) {
    return gate.send(Request.get("/faulty/" + fault));
  }

  private static void assertRecovered() {
    for (int i = 0; i < 2 * CONNECTIONS; i++) {
      assertThat(faulty("ok").status()).isEqualTo(200);
    }
    assertThat(faulty.connections()).isLessThanOrEqualTo(CONNECTIONS);
  }

  @ParameterizedTest
  @CsvSource({
    "hang, 504, upstream_timeout",
    "close, 502, upstream_unreachable",
    "reset, 502, upstream_unreachable",
    "half, 502, upstream_unreachable",
    "garbage, 502, upstream_unreachable",
    "banner, 502, upstream_unreachable",
    "long, 502, upstream_unreachable",
    "twice, 502, upstream_unreachable"
  })
  void whatIsNoResponseIsToldOfAndThePoolRecovers(String fault, int status, String code) {
    for (int i = 0; i <= CONNECTIONS; i++) {
      Response answer = faulty(fault);
      assertThat(answer.status()).as("%s", answer).isEqualTo(status);
      assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }
    assertRecovered();
  }

  @Test
  void whatIsNotEvenALineIsWaitedForNoLongerThanAResponse() {
    assertThat(faulty("http2").status()).isIn(502, 504);
    assertRecovered();
  }

  @ParameterizedTest
  @ValueSource(strings = {"counted", "chunked"})
  void aBodyThatBreaksOffNeverLooksWhole(String fault) {
    for (int i = 0; i <= CONNECTIONS; i++) {
      try (var wire = Wire.to(gate.process().port())) {
        wire.write(Request.get("/faulty/" + fault).keepAlive().bytes());
        Wire.Heard heard = wire.listen(Duration.ofSeconds(20), Duration.ofSeconds(20));
        assertThat(heard.closed()).isTrue();
        assertThat(heard.text()).doesNotEndWith("0\r\n\r\n");
      }
    }
    assertRecovered();
  }

  @Test
  void anAnswerBeforeTheBodyIsReadIsTheAnswer() {
    try (var wire = Wire.to(gate.process().port())) {
      wire.write("POST /faulty/early HTTP/1.1\r\nHost: gw.test\r\nContent-Length: 9000000\r\n\r\n")
          .write("x".repeat(10_000));
      Response answer = wire.read("POST");
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).isEqualTo("no");
    }
    assertRecovered();
  }

  @Test
  void aSlowBodyIsNotCutAndGoesWithItsClient() {
    try (var wire = Wire.to(gate.process().port())) {
      wire.write(Request.get("/faulty/slow").keepAlive().bytes());
      // three times as long as the wait for a head may be
      assertThat(wire.await("...............")).isTrue();
    }
    Eventually.eventually(
        Duration.ofSeconds(20),
        () -> assertThat(faulty.ended()).anyMatch(line -> line.contains("/faulty/slow")));
    assertRecovered();
  }

  @Test
  void anUpstreamThatHangsIsAskedByFewAndOthersAreServed() {
    int clients = 30;
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> faulty("hang").status(), threads));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(gate.send(Request.get("/good/" + i)).status()).isEqualTo(200);
        assertThat(faulty.connections()).isLessThanOrEqualTo(CONNECTIONS);
      }
      List<Integer> all = answers.stream().map(CompletableFuture::join).toList();
      assertThat(all).containsOnly(503, 504);
      assertThat(all.stream().filter(status -> status == 504).count())
          .isGreaterThanOrEqualTo(CONNECTIONS);
    } catch (UncheckedIOException e) {
      throw new AssertionError(e);
    }
    assertRecovered();
  }
}
