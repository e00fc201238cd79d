package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The example of docs/upstreams.md does what the page says. */
class UpstreamsIT {

  private static final Path PAGE = Path.of("docs/upstreams.md");
  private static final TestKey KEY = TestKey.rsa("main");
  private static final long LARGE = 100L << 20;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String EVENTS =
      """
      Content-Type: text/event-stream\r
      Transfer-Encoding: chunked\r
      \r
      """;
  private static final AtomicInteger UNWELL = new AtomicInteger();
  private static final Semaphore HEARD = new Semaphore(0);

  private static CountingUpstream ledger;
  private static GrpcUpstream greeter;
  private static ScriptedUpstream others;
  private static GatehouseProcess gatehouse;

  @BeforeAll
  static void start() throws Exception {
    var authority = TestAuthority.create();
    ledger = CountingUpstream.on(authority.listening(authority.key("server")));
    greeter = GrpcUpstream.start();
    others = new ScriptedUpstream(UpstreamsIT::serve);
    Path client = authority.pem("client", authority.key("client"));
    String page = Files.readString(PAGE);
    int begin = page.indexOf("```yaml\n") + 8;
    String yaml =
        page.substring(begin, page.indexOf("```", begin))
            .replace("/etc/gatehouse/upstream/ca.pem", "" + authority.pem("ca", authority.trust()))
            .replace("/etc/gatehouse/upstream/tls.crt", "" + client)
            .replace("/etc/gatehouse/upstream/tls.key", "" + client)
            .replace("https://ledger.internal:8443", "https://localhost:" + ledger.port())
            .replace("http://greeter:9090", "http://127.0.0.1:" + greeter.port())
            .replaceAll("http://[a-z]+:8080", others.url())
            .replace("server:\n", "management: {server: {port: 0}}\nserver:\n  port: 0\n")
            .replace(
                "      audiences: [orders-api]\n",
                "      audiences: [orders-api]\n      clockSkew: 0s\n      jwks: {inline: '"
                    + TestKey.jwks(KEY)
                    + "'}\n");
    gatehouse =
        GatehouseProcess.startArguments(
            Map.of(),
            "--gatehouse.config=" + GatehouseProcess.write(GatehouseProcess.inLane(yaml)));
  }

  @AfterAll
  static void stop() {
    gatehouse.close();
    ledger.close();
    greeter.close();
    others.close();
  }

  private static void serve(ScriptedUpstream.Exchange exchange) throws IOException {
    switch (exchange.target()) {
      case "/reports/slow" -> exchange.hang();
      case "/reports/large" -> {
        exchange.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
        for (int i = 0; i < LARGE >> 16; i++) {
          exchange.out().write(new byte[1 << 16]);
        }
        exchange.out().flush();
      }
      case "/reports/sink" -> {
        exchange.in().skipNBytes(LARGE);
        exchange.send(OK);
      }
      case "/catalogue/unwell" ->
          exchange.send(
              UNWELL.incrementAndGet() % 3 == 0
                  ? OK
                  : "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n");
      case "/events/socket" -> ScriptedUpstream.echo(exchange);
      case "/events/stream" -> {
        exchange.send("HTTP/1.1 200 OK\r\n" + EVENTS);
        for (int i = 1; !exchange.socket().isClosed(); i++) {
          exchange.send("9\r\ndata: " + i + "\n\n\r\n");
          HEARD.acquireUninterruptibly();
        }
      }
      default -> exchange.send(OK);
    }
  }

  private static String token(Duration validity) {
    String token =
        TestToken.by(KEY)
            .issuer("https://id.example.com/realms/main")
            .audience("orders-api")
            .expiresIn(validity)
            .compact();
    SentTokens.register(token);
    return token;
  }

  private static Request get(String path) {
    return Request.get(path).bearer(token(Duration.ofHours(1)));
  }

  @Test
  void speaksTlsByTheBundle() {
    assertThat(gatehouse.send(get("/ledger/1")).seen().target()).isEqualTo("/ledger/1");
  }

  @Test
  void waitsAsLongAsTheRouteSays() {
    Response late = gatehouse.send(get("/reports/slow"));
    assertThat(late.status()).isEqualTo(504);
    assertThat(late.json().path("code").asString()).isEqualTo("upstream_timeout");
  }

  @Test
  void repeatsWhatIsIdempotent() {
    UNWELL.set(0);
    assertThat(gatehouse.send(get("/catalogue/unwell")).status()).isEqualTo(200);
    assertThat(UNWELL).hasValue(3);
    Request post = Request.of("POST", "/catalogue/unwell").bearer(token(Duration.ofHours(1)));
    assertThat(gatehouse.send(post).status()).isEqualTo(503);
    assertThat(UNWELL).hasValue(4);
  }

  @Test
  void boundsBodies() {
    Request upload =
        Request.of("POST", "/uploads/a").bearer(token(Duration.ofHours(1))).body("x".repeat(9));
    assertThat(gatehouse.send(upload).status()).isEqualTo(200);
    Request large =
        Request.of("POST", "/uploads/a")
            .bearer(token(Duration.ofHours(1)))
            .header("Content-Length", "" + ((1 << 20) + 1));
    assertThat(gatehouse.send(large).status()).isEqualTo(413);
  }

  @Test
  void passesEachEventAtOnceAndEndsWithTheToken() throws Exception {
    HEARD.drainPermits();
    try (var wire = Wire.to(gatehouse.port())) {
      wire.write(
          Request.get("/events/stream").bearer(token(Duration.ofSeconds(4))).keepAlive().bytes());
      // the upstream sends the next only when this one has been heard
      for (int i = 1; i <= 3; i++) {
        assertThat(wire.await("data: " + i + "\n\n")).isTrue();
        HEARD.release();
      }
      Wire.Heard rest = wire.listen(Duration.ofSeconds(20), Duration.ofSeconds(20));
      assertThat(rest.closed()).isTrue();
      assertThat(rest.text()).doesNotEndWith("0\r\n\r\n");
    }
    HEARD.release(1000);
    Eventually.eventually(
        Duration.ofSeconds(20),
        () ->
            assertThat(gatehouse.manage("/actuator/prometheus").text())
                .contains("gatehouse_streams_expired_total{policy=\"live\",route=\"events\"}"));
    gatehouse.awaitPrinted("\"code\":\"token_expired\"");
  }

  @Test
  void passesMessagesOfWebSocketsAndClosesThemWithTheToken() throws Exception {
    var heard = new HeardSocket();
    try (var http = HttpClient.newHttpClient()) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .header("Authorization", "Bearer " + token(Duration.ofSeconds(4)))
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + gatehouse.port() + "/events/socket"), heard)
              .get(20, TimeUnit.SECONDS);
      for (String text : new String[] {"one", "two"}) {
        var _ = socket.sendText(text, true);
        assertThat(heard.next()).isEqualTo(text);
      }
      assertThat(heard.next()).isEqualTo("closed 1008 token_expired");
    }
    String ended = others.ended().poll(20, TimeUnit.SECONDS);
    while (ended != null && !ended.contains("/events/socket")) {
      ended = others.ended().poll(20, TimeUnit.SECONDS);
    }
    assertThat(ended).contains("/events/socket");
  }

  @Test
  void callsGrpc() throws Exception {
    var metadata = new Metadata();
    metadata.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + token(Duration.ofHours(1)));
    var channel =
        NettyChannelBuilder.forAddress("127.0.0.1", gatehouse.port()).usePlaintext().build();
    try {
      var way =
          ClientInterceptors.intercept(
              channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
      CallOptions patient = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
      assertThat(ClientCalls.blockingUnaryCall(way, GrpcUpstream.HELLO, patient, "you"))
          .isEqualTo("hello you");
    } finally {
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void holdsNothingOfALargeBody() throws Exception {
    assertThat(gatehouse.send(get("/reports/ok")).status()).isEqualTo(200);
    long octets = gatehouse.liveOctets();
    long peak = peakMemory();
    try (var http = HttpClient.newHttpClient()) {
      String base = "http://127.0.0.1:" + gatehouse.port();
      var builder =
          HttpRequest.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .header("Authorization", "Bearer " + token(Duration.ofHours(1)));
      var down = builder.uri(URI.create(base + "/reports/large")).build();
      try (var body = http.send(down, BodyHandlers.ofInputStream()).body()) {
        body.skipNBytes(LARGE);
        assertThat(body.read()).isNegative();
      }
      var octetsUp =
          HttpRequest.BodyPublishers.ofByteArrays(
              Collections.nCopies((int) (LARGE >> 16), new byte[1 << 16]));
      var up =
          builder
              .uri(URI.create(base + "/reports/sink"))
              .POST(HttpRequest.BodyPublishers.fromPublisher(octetsUp, LARGE))
              .build();
      assertThat(http.send(up, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
    assertThat(gatehouse.liveOctets() - octets).isLessThan(10L << 20);
    assertThat(peakMemory() - peak).as("growth of the peak, in octets").isLessThan(60L << 20);
  }

  private static long peakMemory() throws IOException {
    String status = Files.readString(Path.of("/proc/" + gatehouse.pid() + "/status"), ISO_8859_1);
    Matcher peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(status);
    assertThat(peak.find()).isTrue();
    return Long.parseLong(peak.group(1)) << 10;
  }
}
