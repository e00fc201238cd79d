package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.errors.ErrorFormat;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider;

/** The edge in front of real servers on real sockets. */
class EdgeServerTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String GET = "GET / HTTP/1.1\r\nHost: gw.test\r\n\r\n";
  private static final EdgeLimits LIMITS =
      new EdgeLimits(20 * 1024, 32 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60), 100);

  private DisposableServer server;

  @AfterEach
  void stop() {
    server.disposeNow();
  }

  private static HttpServer edge(EdgeLimits limits) {
    var settings = new EdgeSettings(ErrorFormat.PROBLEM, AddressRanges.of(List.of("127.0.0.0/8")));
    var ids = new RequestIds(ThreadLocalRandom::current);
    return EdgeServer.apply(
        HttpServer.create().host("127.0.0.1").port(0), limits, () -> settings, ids);
  }

  private static HttpServer echo(HttpServer server) {
    return server.handle(
        (request, response) ->
            request
                .receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .flatMap(body -> response.sendString(Mono.just(request.uri() + body)).then()));
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
    server = echo(edge(LIMITS)).bindNow();
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
    server = echo(edge(LIMITS)).bindNow();
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
    server = echo(edge(LIMITS)).bindNow();
    try (Socket socket = connect()) {
      send(socket, GET.replace("/ ", "/1 ") + GET.replace("/ ", "/2 ") + "GET / HTTP/1.1\r\n\r\n");
      assertThat(readToEnd(socket))
          .containsSubsequence("HTTP/1.1 200", "/1", "HTTP/1.1 200", "/2", "HTTP/1.1 400");
    }
  }

  @Test
  void aClientThatIsStillSendingGetsItsAnswer() throws Exception {
    server = echo(edge(LIMITS)).bindNow();
    try (Socket socket = connect()) {
      send(socket, "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + "a".repeat(1 << 20));
      assertThat(readToEnd(socket)).startsWith("HTTP/1.1 431 ").endsWith("}");
    }
  }

  @Test
  void takesOverTheRequestIdOfATrustedProxy() throws Exception {
    server = echo(edge(LIMITS)).bindNow();
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
        edge(LIMITS)
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
    server = echo(edge(new EdgeLimits(1000, 1000, Duration.ofMillis(50), LONG, 10))).bindNow();
    try (Socket socket = connect()) {
      send(socket, "GET / HTTP/1.1\r\nHost: a\r\n");
      assertThat(readToEnd(socket)).startsWith("HTTP/1.1 408 ").contains("request_timeout");
    }
  }

  @Test
  void answersABodyThatPauses() throws Exception {
    server = echo(edge(new EdgeLimits(1000, 1000, LONG, Duration.ofMillis(50), 10))).bindNow();
    try (Socket socket = connect()) {
      send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhi");
      assertThat(readToEnd(socket)).startsWith("HTTP/1.1 408 ").contains("request_timeout");
    }
  }

  @Test
  void closesAConnectionWithoutARequest() throws Exception {
    server = echo(edge(new EdgeLimits(1000, 1000, LONG, Duration.ofMillis(50), 10))).bindNow();
    try (Socket socket = connect()) {
      assertThat(readToEnd(socket)).isEmpty();
    }
  }

  @Test
  void closesConnectionsBeyondTheLimit() throws Exception {
    server = echo(edge(new EdgeLimits(1000, 1000, LONG, LONG, 2))).bindNow();
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
    server = echo(edge(new EdgeLimits(1000, 1000, LONG, LONG, 1))).bindNow();
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
        edge(LIMITS)
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void guardsTlsWithAndWithoutHttp2(boolean http2, @TempDir Path folder) throws Exception {
    KeyManagerFactory keys = selfSigned(folder);
    SslProvider.GenericSslContextSpec<SslContextBuilder> context =
        http2 ? Http2SslContextSpec.forServer(keys) : Http11SslContextSpec.forServer(keys);
    HttpServer tls = edge(LIMITS).secure(ssl -> ssl.sslContext(context));
    if (http2) {
      tls = tls.protocol(HttpProtocol.H2, HttpProtocol.HTTP11);
    }
    server = echo(tls).bindNow();
    SslProvider.GenericSslContextSpec<SslContextBuilder> trusting =
        Http11SslContextSpec.forClient()
            .configure(builder -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE));
    HttpClient client =
        HttpClient.create()
            .host("localhost")
            .port(server.port())
            .secure(ssl -> ssl.sslContext(trusting));
    assertThat(client.get().uri("/ok").responseContent().aggregate().asString().block(LONG))
        .isEqualTo("/ok");
    String refused =
        client
            .headers(headers -> headers.set("Host", "a, b"))
            .get()
            .uri("/")
            .responseSingle(
                (response, body) -> body.asString().map(text -> response.status() + text))
            .block(LONG);
    assertThat(refused).startsWith("400").contains("the Host header is not a host");
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpProtocol.class,
      names = {"H2C", "HTTP11"})
  void doesNotBreakHttp2WithoutTls(HttpProtocol protocol) {
    server = echo(edge(LIMITS).protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)).bindNow();
    String answer =
        HttpClient.create()
            .protocol(protocol)
            .host("127.0.0.1")
            .port(server.port())
            .get()
            .uri("/ok")
            .responseContent()
            .aggregate()
            .asString()
            .block(LONG);
    assertThat(answer).isEqualTo("/ok");
  }

  private static KeyManagerFactory selfSigned(Path folder) throws Exception {
    Path file = folder.resolve("key.p12");
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "edge",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exit).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "changeit".toCharArray());
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "changeit".toCharArray());
    return keys;
  }
}
