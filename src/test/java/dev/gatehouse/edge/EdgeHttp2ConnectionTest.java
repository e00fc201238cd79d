package dev.gatehouse.edge;

import static dev.gatehouse.it.Http2Wire.DATA;
import static dev.gatehouse.it.Http2Wire.HEADERS;
import static dev.gatehouse.it.Http2Wire.NO_ERROR;
import static dev.gatehouse.it.Http2Wire.PING;
import static dev.gatehouse.it.Http2Wire.WINDOW_UPDATE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.it.Http2Wire;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;

/** How a connection of HTTP/2 begins and ends. */
class EdgeHttp2ConnectionTest {

  private final Farewell farewell = new Farewell();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private DisposableServer server;

  @BeforeEach
  void start() {
    server =
        TestEdge.edge(TestEdge.LIMITS, farewell)
            .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
            .handle(
                (request, response) -> {
                  seen.add(request.uri());
                  Mono<String> body = request.receive().aggregate().asString().defaultIfEmpty("");
                  return response.sendString(body.map(text -> request.uri() + text)).then();
                })
            .bindNow();
  }

  @AfterEach
  void stop() {
    server.disposeNow();
  }

  @Test
  void saysFarewellAndAnswersWhatIsInFlight() {
    try (var wire = Http2Wire.to(server.port());
        var idle = Http2Wire.to(server.port())) {
      String[] post = {
        ":method", "POST", ":scheme", "http", ":authority", "gw.test", ":path", "/late"
      };
      wire.headers(1, false, post).frame(DATA, 0, 1, (byte) 'x').frame(PING, 0, 0, new byte[8]);
      idle.get(1, "/ok");
      assertThat(idle.answer(1).status()).isEqualTo(200);
      wire.awaitPong();
      farewell.end();
      assertThat(idle.goAway()).isEqualTo(NO_ERROR);
      assertThat(idle.closes()).isTrue();
      assertThat(wire.goAway()).isEqualTo(NO_ERROR);
      wire.frame(DATA, 1, 1, (byte) 'y');
      assertThat(wire.answer(1).body()).isEqualTo("/latexy");
      assertThat(wire.closes()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "PRI * HTTP/2.0\r\nHost: gw.test\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: gw.test\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      })
  void takesNothingElseForHttp2(String octets) throws Exception {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
      socket.setSoTimeout(20_000);
      String bare = "GET /smuggled HTTP/1.1\nHost: gw.test\n\n";
      socket.getOutputStream().write((octets + bare + bare).getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer).contains("HTTP/1.1 400 ");
      assertThat(seen).doesNotContain("/smuggled");
    }
  }

  @Test
  void doesNotOfferAnUpgrade() throws Exception {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
      socket.setSoTimeout(20_000);
      String upgrade =
          """
          GET /upgrade HTTP/1.1\r
          Host: gw.test\r
          Connection: Upgrade, HTTP2-Settings, close\r
          Upgrade: h2c\r
          HTTP2-Settings: AAMAAABkAAQAAP__\r
          \r
          """;
      socket.getOutputStream().write(upgrade.getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("101");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {DATA, HEADERS, WINDOW_UPDATE})
  void endsAFloodOfFramesForAStreamThatHasEnded(int type) {
    byte[] frame =
        switch (type) {
          case HEADERS -> Http2Wire.octets(HEADERS, 5, 1, Http2Wire.block("a", "b"));
          case DATA -> Http2Wire.octets(DATA, 1, 1);
          default -> Http2Wire.octets(WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 1});
        };
    var flood = new ByteArrayOutputStream();
    for (int i = 0; i < FrameAllowance.AT_ONCE * 2; i++) {
      flood.writeBytes(frame);
    }
    try (var wire = Http2Wire.to(server.port())) {
      wire.get(1, "/ok");
      assertThat(wire.answer(1).status()).isEqualTo(200);
      wire.write(flood.toByteArray());
      // which may hide that it was asked to be calm
      assertThat(wire.closes()).isTrue();
    }
  }
}
