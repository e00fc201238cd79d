package dev.gatehouse.edge;

import static dev.gatehouse.it.Http2Wire.CONTINUATION;
import static dev.gatehouse.it.Http2Wire.DATA;
import static dev.gatehouse.it.Http2Wire.ENHANCE_YOUR_CALM;
import static dev.gatehouse.it.Http2Wire.HEADERS;
import static dev.gatehouse.it.Http2Wire.NO_ERROR;
import static dev.gatehouse.it.Http2Wire.PING;
import static dev.gatehouse.it.Http2Wire.PRIORITY;
import static dev.gatehouse.it.Http2Wire.PROTOCOL_ERROR;
import static dev.gatehouse.it.Http2Wire.RST_STREAM;
import static dev.gatehouse.it.Http2Wire.SETTINGS;
import static dev.gatehouse.it.Http2Wire.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.errors.ErrorFormat;
import dev.gatehouse.errors.ErrorRenderer;
import dev.gatehouse.errors.Fault;
import dev.gatehouse.it.Http2Wire;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** HTTP/2 frame by frame, at a server that can't be reached but through the edge. */
class EdgeHttp2Test {

  private static final EdgeLimits LIMITS =
      new EdgeLimits(4096, 8192, Duration.ofSeconds(1), Duration.ofSeconds(2), 100);

  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static DisposableServer server;

  @BeforeAll
  static void start() {
    server =
        TestEdge.edge(LIMITS)
            .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
            .handle(EdgeHttp2Test::serve)
            .bindNow();
  }

  private static Mono<Void> serve(HttpServerRequest request, HttpServerResponse response) {
    SEEN.add(request.uri());
    return switch (request.uri()) {
      case "/never" -> Mono.never();
      case "/unread" -> response.sendString(Mono.just("unread")).then();
      case "/refused" ->
          Answers.send(
              request,
              response,
              ErrorRenderer.of(ErrorFormat.PROBLEM).fault(Fault.ROUTE_NOT_FOUND, "id"),
              "id");
      default -> {
        Mono<String> body = request.receive().aggregate().asString().defaultIfEmpty("");
        yield response.sendString(body.map(text -> told(request) + text)).then();
      }
    };
  }

  private static String told(HttpServerRequest request) {
    return request.uri() + " " + request.requestHeaders().entries() + " ";
  }

  @AfterAll
  static void stop() {
    server.disposeNow();
  }

  private static Http2Wire connect() {
    return Http2Wire.to(server.port());
  }

  @Test
  void servesRequestsAsHttp1WouldBring() {
    try (var wire = connect()) {
      wire.get(1, "/a?b=c", "accept", "*/*");
      assertThat(wire.answer(1).body()).isEqualTo("/a?b=c [accept=*/*, host=gw.test] ");
      wire.headers(3, false, post("/p"))
          .frame(DATA, 0, 3, (byte) 'x')
          .frame(DATA, 1, 3, (byte) 'y');
      assertThat(wire.answer(3).body()).contains("transfer-encoding=chunked").endsWith(" xy");
      wire.headers(5, false, post("/t")).frame(DATA, 0, 5, (byte) 'x');
      wire.headers(5, true, "x-user-id", "root");
      assertThat(wire.answer(5).body()).endsWith(" x").doesNotContain("root");
    }
  }

  private static String[] post(String path) {
    return new String[] {
      ":method", "POST", ":scheme", "http", ":authority", "gw.test", ":path", path
    };
  }

  @Test
  void answersAnAmbiguousRequestAndGoesOnWithOthers() {
    try (var wire = connect()) {
      wire.get(1, "/../x");
      var refused = wire.answer(1);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("request_rejected");
      assertThat(refused.header("x-request-id")).hasSize(32);
      assertThat(refused.header("content-length")).isEqualTo("" + refused.body().length());
      wire.get(3, "/ok");
      assertThat(wire.answer(3).status()).isEqualTo(200);
      assertThat(SEEN).noneMatch(uri -> uri.contains(".."));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT", "websocket"})
  void doesNotConnect(String protocol) {
    try (var wire = connect()) {
      if (protocol.equals("CONNECT")) {
        wire.headers(1, false, ":method", "CONNECT", ":authority", "evil.test:443");
      } else {
        wire.get(1, "/x", ":protocol", protocol);
      }
      var answer = wire.answer(1);
      assertThat(answer.status() == 400 || answer.reset() == PROTOCOL_ERROR).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Upper=a",
        "connection=close",
        "transfer-encoding=chunked",
        "upgrade=websocket",
        "te=gzip",
        ":path=/twice",
        "x=a\r\ny: b",
        "content-length=5",
        "content_length=5",
        "host=other.test",
      })
  void refusesWhatSmuggles(String field) {
    int equals = field.indexOf('=');
    try (var wire = connect()) {
      wire.get(1, "/smuggled", field.substring(0, equals), field.substring(equals + 1));
      var answer = wire.answer(1);
      assertThat(answer.status() == 400 || answer.reset() == PROTOCOL_ERROR)
          .as("%s", answer)
          .isTrue();
      assertThat(SEEN).doesNotContain("/smuggled");
      wire.get(3, "/after");
      assertThat(wire.answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void refusesHeadsBeyondTheLimits() {
    try (var wire = connect()) {
      wire.get(1, "/x", "a", "b".repeat(8190));
      assertThat(wire.answer(1).status()).isEqualTo(431);
      wire.get(3, "/" + "x".repeat(4096));
      assertThat(wire.answer(3).status()).isEqualTo(414);
      String[] many = new String[600];
      for (int i = 0; i < many.length; i += 2) {
        many[i] = "h" + i;
        many[i + 1] = "";
      }
      wire.get(5, "/x", many);
      assertThat(wire.answer(5).status()).isEqualTo(431);
    }
  }

  @Test
  void cutsOffAHeadThatTakesTooLong() {
    byte[] head = Http2Wire.octets(HEADERS, 5, 1, Http2Wire.block(post("/slow")));
    try (var wire = connect();
        var continued = connect();
        var other = connect()) {
      wire.write(Arrays.copyOf(head, 20));
      continued.frame(HEADERS, 1, 1, Http2Wire.block(post("/slow")));
      other.get(1, "/ok");
      assertThat(other.answer(1).status()).isEqualTo(200);
      assertThat(wire.goAway()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(continued.goAway()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(wire.closes()).isTrue();
      assertThat(continued.closes()).isTrue();
    }
  }

  @Test
  void answersABodyThatPausesAndServesOthersMeanwhile() {
    try (var wire = connect()) {
      wire.headers(1, false, post("/paused")).frame(DATA, 0, 1, (byte) 'x').get(3, "/ok");
      assertThat(wire.answer(3).status()).isEqualTo(200);
      var answer = wire.answer(1);
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).contains("request_timeout");
    }
  }

  @Test
  void closesAConnectionWithoutARequestWhateverItPings() {
    try (var wire = connect()) {
      wire.get(1, "/ok");
      assertThat(wire.answer(1).status()).isEqualTo(200);
      for (int i = 0; i < 10; i++) {
        wire.frame(PING, 0, 0, new byte[8]);
      }
      assertThat(wire.goAway()).isEqualTo(NO_ERROR);
      assertThat(wire.closes()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"/unread, 200, unread", "/refused, 404, route_not_found", "/.., 400, rejected"})
  void doesNotReadABodyWithoutEndThatNobodyWants(String path, int status, String body) {
    try (var wire = connect()) {
      wire.headers(1, false, post(path)).frame(DATA, 0, 1, new byte[1000]);
      var answer = wire.answer(1);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).contains(body);
      assertThat(answer.reset()).as("the answer ends well").isEqualTo(-1);
      assertThat(wire.reset(1)).isEqualTo(NO_ERROR);
      wire.get(3, "/ok");
      assertThat(wire.answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void endsRapidReset() {
    try (var wire = connect()) {
      for (int stream = 1; stream < 1000; stream += 2) {
        wire.get(stream, "/never").frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
      assertThat(wire.goAway()).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void refusesMoreStreamsThanThereMayBe() {
    try (var wire = connect()) {
      for (int stream = 1; stream <= 2 * EdgeServer.STREAMS + 1; stream += 2) {
        wire.get(stream, "/never");
      }
      int refusedStream = 7;
      assertThat(wire.reset(2 * EdgeServer.STREAMS + 1)).isEqualTo(refusedStream);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PING, SETTINGS, PRIORITY, WINDOW_UPDATE, 0xbe})
  void endsAFloodOfFramesThatCarryNothing(int type) {
    byte[] payload =
        switch (type) {
          case PING -> new byte[8];
          case PRIORITY -> new byte[] {0, 0, 0, 9, 1};
          case WINDOW_UPDATE -> new byte[] {0, 0, 0, 1};
          default -> new byte[0];
        };
    var flood = new ByteArrayOutputStream();
    for (int i = 0; i < FrameAllowance.AT_ONCE * 2; i++) {
      flood.writeBytes(Http2Wire.octets(type, 0, type == PRIORITY ? 1 : 0, payload));
    }
    try (var wire = connect()) {
      wire.write(flood.toByteArray());
      assertThat(wire.goAway()).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void endsAFloodOfEmptyDataAndOfContinuations() {
    try (var data = connect();
        var continued = connect()) {
      data.headers(1, false, post("/flood"));
      continued.frame(HEADERS, 1, 1, Http2Wire.block(post("/flood")));
      for (int i = 0; i < 200; i++) {
        data.frame(DATA, 0, 1);
        continued.frame(CONTINUATION, 0, 1, Http2Wire.block("x" + i, ""));
      }
      assertThat(data.goAway()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(continued.goAway()).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }
}
