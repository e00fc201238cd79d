package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;

/** The edge in front of real servers on real sockets. */
class EdgeServerTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String GET = "GET / HTTP/1.1\r\nHost: gw.test\r\n\r\n";

  private DisposableServer server;

  @AfterEach
  void stop() {
    server.disposeNow();
  }

  private Socket connect() throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 5000);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String octets) throws IOException {
    socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String readToEnd(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static String readUntil(Socket socket, String end) throws IOException {
    InputStream in = socket.getInputStream();
    var read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int octet = in.read();
      assertThat(octet).as("end of stream behind: %s", read).isNotNegative();
      read.append((char) octet);
    }
    return read.toString();
  }

  @Test
  void servesAndThenRefusesOnOneConnection() throws Exception {
    server = TestEdge.echo(TestEdge.edge(TestEdge.LIMITS)).bindNow();
    try (Socket socket = connect()) {
      send(socket, GET.replace("/ ", "/a|b?c|d "));
      assertThat(readUntil(socket, "/a%7Cb?c|d")).startsWith("HTTP/1.1 200 ");
      send(socket, GET.replace("/ ", "/%2e%2e "));
      assertThat(readToEnd(socket))
          .contains("HTTP/1.1 400 ")
          .contains("the path has a dot segment");
    }
  }

  @Test
  void servesARequestThatComesOctetByOctet() throws Exception {
    server = TestEdge.echo(TestEdge.edge(TestEdge.LIMITS)).bindNow();
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      String request =
          "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
      for (int i = 0; i < request.length(); i++) {
        send(socket, request.substring(i, i + 1));
      }
      assertThat(readUntil(socket, "/ahi")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    server = TestEdge.echo(TestEdge.edge(TestEdge.LIMITS)).bindNow();
    try (Socket socket = connect()) {
      send(socket, GET.replace("/ ", "/1 ") + GET.replace("/ ", "/2 ") + "GET / HTTP/1.1\r\n\r\n");
      assertThat(readToEnd(socket))
          .containsSubsequence("HTTP/1.1 200", "/1", "HTTP/1.1 200", "/2", "HTTP/1.1 400");
    }
  }

  @Test
  void aClientThatIsStillSendingGetsItsAnswer() throws Exception {
    server = TestEdge.echo(TestEdge.edge(TestEdge.LIMITS)).bindNow();
    try (Socket socket = connect()) {
      send(socket, "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + "a".repeat(1 << 20));
      assertThat(readToEnd(socket)).startsWith("HTTP/1.1 431 ").endsWith("}");
    }
  }

  @Test
  void takesOverTheRequestIdOfATrustedProxy() throws Exception {
    server = TestEdge.echo(TestEdge.edge(TestEdge.LIMITS)).bindNow();
    try (Socket socket = connect()) {
      send(socket, "GET /.. HTTP/1.1\r\nHost: a\r\nX-Request-Id: from-proxy-1\r\n\r\n");
      assertThat(readToEnd(socket))
          .contains("X-Request-Id: from-proxy-1\r\n")
          .contains("\"instance\":\"from-proxy-1\"");
    }
  }

  @Test
  void aBadChunkBreaksTheBodyThatTheApplicationIsReading() throws Exception {
    var began = new CompletableFuture<Void>();
    var ended = new CompletableFuture<String>();
    server =
        TestEdge.edge(TestEdge.LIMITS)
            .handle(
                (request, response) -> {
                  request
                      .receive()
                      .asString()
                      .doOnNext(_ -> began.complete(null))
                      .subscribe(
                          _ -> {},
                          error -> ended.complete("broken"),
                          () -> ended.complete("whole"));
                  return Flux.never();
                })
            .bindNow();
    try (Socket socket = connect()) {
      send(socket, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
      began.get(10, TimeUnit.SECONDS);
      send(socket, "zz\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(readToEnd(socket)).startsWith("HTTP/1.1 400 ").contains("request_rejected");
    }
    assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo("broken");
  }

  @Test
  void answersASlowHead() throws Exception {
    server =
        TestEdge.echo(TestEdge.edge(new EdgeLimits(1000, 1000, Duration.ofMillis(50), LONG, 10)))
            .bindNow();
    try (Socket socket = connect()) {
      send(socket, "GET / HTTP/1.1\r\nHost: a\r\n");
      assertThat(readToEnd(socket)).startsWith("HTTP/1.1 408 ").contains("request_timeout");
    }
  }

  @Test
  void answersABodyThatPauses() throws Exception {
    server =
        TestEdge.echo(TestEdge.edge(new EdgeLimits(1000, 1000, LONG, Duration.ofMillis(50), 10)))
            .bindNow();
    try (Socket socket = connect()) {
      send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhi");
      assertThat(readToEnd(socket)).startsWith("HTTP/1.1 408 ").contains("request_timeout");
    }
  }

  @Test
  void resetsAClientWhoseBodyPausesInTheMiddleOfAnAnswerThatEndsWithTheConnection()
      throws Exception {
    Flux<ByteBuf> unended =
        Flux.<ByteBuf>never().startWith(Unpooled.copiedBuffer("half", StandardCharsets.US_ASCII));
    server =
        TestEdge.edge(new EdgeLimits(1000, 1000, LONG, Duration.ofMillis(50), 10))
            .handle(
                (request, response) ->
                    Mono.when(
                        request.receive(),
                        response.chunkedTransfer(false).send(unended, _ -> true)))
            .bindNow();
    try (Socket socket = connect()) {
      send(socket, "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 10\r\n\r\nhi");
      readUntil(socket, "half");
      assertThatThrownBy(() -> readToEnd(socket)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void closesAConnectionWithoutARequest() throws Exception {
    server =
        TestEdge.echo(TestEdge.edge(new EdgeLimits(1000, 1000, LONG, Duration.ofMillis(50), 10)))
            .bindNow();
    try (Socket socket = connect()) {
      assertThat(readToEnd(socket)).isEmpty();
    }
  }

  @Test
  void closesConnectionsBeyondTheLimit() throws Exception {
    server = TestEdge.echo(TestEdge.edge(new EdgeLimits(1000, 1000, LONG, LONG, 2))).bindNow();
    try (Socket one = connect();
        Socket two = connect()) {
      send(one, GET);
      readUntil(one, "HTTP/1.1 200 OK");
      send(two, GET);
      readUntil(two, "HTTP/1.1 200 OK");
      try (Socket three = connect()) {
        assertThat(readToEnd(three)).isEmpty();
      }
    }
  }

  @Test
  void aClosedConnectionMakesRoomForAnother() throws Exception {
    server = TestEdge.echo(TestEdge.edge(new EdgeLimits(1000, 1000, LONG, LONG, 1))).bindNow();
    int served = 0;
    for (int attempt = 0; attempt < 1000 && served < 3; attempt++) {
      // the server may learn a moment after us that a connection is closed
      try (Socket socket = connect()) {
        send(socket, GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        served += readToEnd(socket).startsWith("HTTP/1.1 200 ") ? 1 : 0;
      } catch (SocketException refused) {
        assertThat(refused).hasMessageContaining("reset");
      }
    }
    assertThat(served).isEqualTo(3);
  }

  @Test
  void leavesAWebSocketAlone() {
    server =
        TestEdge.edge(TestEdge.LIMITS)
            .handle(
                (_, response) ->
                    response.sendWebsocket((in, out) -> out.send(in.receive().retain())))
            .bindNow();
    List<String> echoed =
        HttpClient.create()
            .host("127.0.0.1")
            .port(server.port())
            .websocket()
            .uri("/")
            .handle(
                (in, out) -> {
                  Flux<String> sent = Flux.just("one", "two");
                  return out.sendString(sent).then().thenMany(in.receive().asString().take(2));
                })
            .collectList()
            .block(LONG);
    assertThat(echoed).containsExactly("one", "two");
  }
}
