package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import dev.gatehouse.it.WebSocketFrames;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import dev.gatehouse.token.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** WebSockets are admitted, and told of their client, like any request. */
class WebSocketTest extends ProxyTest {

  static final String[] HANDSHAKE = {
    "Connection: keep-alive, Upgrade, X-User-Id",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: chat",
    "Origin: https://app.example.com",
    "Authorization: Bearer t",
    "X-User-Id: admin",
    "X-Forwarded-For: 6.6.6.6"
  };

  private void serve(Decision decision) {
    application.serve(
        TestSnapshots.with().guarded(upstream.uri(), "Path=/ws").snapshot(), deciding(decision));
  }

  @Test
  void passesFramesAndTheHeadersOfTheDecision() throws Exception {
    var edits =
        new RequestEdits(
            List.of(new HeaderEdit(new HeaderField("Authorization", "Bearer t"), null)), null);
    serve(user("u1", edits));
    upstream.answer(WebSocketTest::echo);
    var answer = client.send(RawClient.head("GET", "/ws?a=%7C", HANDSHAKE)).receiveHead();
    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo(WebSocketFrames.ACCEPT);
    assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo("chat");
    assertThat(answer.headers("X-Request-Id")).hasSize(1);

    byte[] hi = {'h', 'i'};
    client.send(WebSocketFrames.byClient(WebSocketFrames.TEXT, hi));
    assertThat(client.in().readNBytes(4))
        .isEqualTo(WebSocketFrames.byServer(WebSocketFrames.TEXT, hi));

    TestUpstream.Seen seen = upstream.seen();
    assertThat(seen.target()).isEqualTo("/ws?a=%7C");
    assertThat(seen.headers("X-User-Id")).containsExactly("u1");
    assertThat(seen.headers("Authorization")).isEmpty();
    assertThat(seen.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(seen.headers("Origin")).containsExactly("https://app.example.com");
    assertThat(seen.headers("Host")).containsExactly("127.0.0.1:" + upstream.port());
    assertThat(seen.headers("Upgrade")).containsExactly("websocket");
    assertThat(seen.headers("Connection"))
        .hasSize(1)
        .first()
        .asString()
        .isEqualToIgnoringCase("upgrade");
  }

  @Test
  void closesTheUpstreamsSideWithTheClients() {
    serve(anonymous());
    var gone = new CompletableFuture<Boolean>();
    upstream.answer(
        exchange -> {
          exchange.send(switching(exchange));
          // until the end, or a close frame and then the end
          exchange.in().readAllBytes();
          gone.complete(true);
        });
    client.send(RawClient.head("GET", "/ws", HANDSHAKE)).receiveHead();
    client.close();
    assertThat(gone).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(true);
  }

  @Test
  void closesTheClientsSideWithTheUpstreams() throws Exception {
    serve(anonymous());
    upstream.answer(
        exchange -> {
          exchange.send(switching(exchange));
          exchange.out().write(new byte[] {(byte) 0x88, 2, 0x0f, (byte) 0xa1});
          exchange.out().flush();
          exchange.in().readAllBytes();
        });
    client.send(RawClient.head("GET", "/ws", HANDSHAKE)).receiveHead();
    assertThat(client.in().readNBytes(4)).containsExactly(0x88, 2, 0x0f, 0xa1);
  }

  @Test
  void refusesBeforeAnyHandshake() {
    serve(new Decision.Refused(Refusal.TOKEN_EXPIRED, "idp"));
    assertThat(client.get("/ws", HANDSHAKE).status()).isEqualTo(401);
    assertThat(upstream.sawNothing()).isTrue();
  }

  @Test
  void tellsOfNoUpgradeThatTheUpstreamDidNotMake() {
    serve(user("u1"));
    upstream.answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    assertThat(client.get("/ws", HANDSHAKE).status()).isEqualTo(502);
    upstream.close();
    var answer = client.get("/ws", HANDSHAKE);
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("\"code\":\"upstream_unreachable\"");
  }

  @Test
  void waitsForTheUpstreamsUpgradeNoLongerThanForAResponse() {
    application.serve(
        TestSnapshots.with()
            .guarded(upstream.uri(), "Path=/ws")
            .upstream(
                new UpstreamLimits(
                    Duration.ofSeconds(2), Duration.ofMillis(300), 5, 5, Duration.ofSeconds(9)))
            .snapshot(),
        deciding(anonymous()));
    upstream.answer(exchange -> exchange.in().read());
    assertThat(client.get("/ws", HANDSHAKE).status()).isEqualTo(504);
  }

  @Test
  void refusesWhatIsNoHandshake() {
    serve(anonymous());
    String upgrade = "Connection: Upgrade\r\nUpgrade: websocket";
    String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    assertThat(client.get("/ws", upgrade, "Sec-WebSocket-Version: 13").status()).isEqualTo(400);
    var answer = client.get("/ws", upgrade, key, "Sec-WebSocket-Version: 99");
    assertThat(answer.status()).isEqualTo(426);
    assertThat(answer.header("Sec-WebSocket-Version")).isEqualTo("13");
    assertThat(upstream.sawNothing()).isTrue();
  }

  @Test
  void agreesOnTheProtocolThatTheUpstreamChose() {
    serve(anonymous());
    upstream.answer(WebSocketTest::echo);
    var answer =
        client
            .send(
                RawClient.head(
                    "GET",
                    "/ws",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Protocol: other, chat"))
            .receiveHead();
    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo("chat");
  }

  @Test
  void anUpgradeToSomethingElseIsNone() {
    serve(anonymous());
    assertThat(client.get("/ws", "Connection: Upgrade", "Upgrade: h2c").status()).isEqualTo(200);
    assertThat(upstream.seen().headers("Upgrade")).isEmpty();
  }

  private static void echo(TestUpstream.Exchange exchange) throws IOException {
    exchange.send(switching(exchange));
    WebSocketFrames.echo(exchange.in(), exchange.out());
  }

  static String switching(TestUpstream.Exchange exchange) {
    var head = new RawClient.Answer(0, exchange.fields(), "", true);
    return String.join(
        "\r\n",
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Protocol: chat",
        "Sec-WebSocket-Accept: " + WebSocketFrames.accept(head.header("Sec-WebSocket-Key")),
        "",
        "");
  }
}
