package dev.gatehouse.it;

import static dev.gatehouse.it.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS and HTTP/2 as {@code docs/tls.md} shows them, by its very file. */
class TlsIT {

  private static TestAuthority authority;
  private static TlsFolder edge;
  private static TlsClient client;
  private static CountingUpstream upstream;
  private static GatehouseProcess gatehouse;

  @BeforeAll
  static void start() throws Exception {
    authority = TestAuthority.create();
    edge = TlsFolder.of(authority, "server");
    client = TlsClient.trusting(authority, null);
    upstream = CountingUpstream.start();
    gatehouse = start("gatehouse.yaml", upstream, edge, TlsFolder.of(authority, "shop"));
  }

  @AfterAll
  static void stop() {
    gatehouse.close();
    upstream.close();
  }

  /** Starts the example with these folders in the place of its own. */
  static GatehouseProcess start(
      String example, CountingUpstream upstream, TlsFolder tls, TlsFolder shop) throws IOException {
    String yaml =
        Files.readString(Path.of("docs", "tls", example))
            .replace("/etc/gatehouse/tls", tls.toString())
            .replace("/etc/gatehouse/shop", shop.toString())
            .replace("http://orders:8080", upstream.url());
    return GatehouseProcess.startArguments(
        Map.of(),
        "--gatehouse.config=" + GatehouseProcess.write(yaml),
        "--server.port=0",
        "--management.server.port=0",
        "--spring.ssl.bundle.watch.file.quiet-period=200ms");
  }

  @Test
  void tellsTheUpstreamThatItWasHttpsAndNormalisesItsPort() throws IOException {
    Request request =
        Request.bare("GET", "/x", "Host: GW.test:443", "Connection: close")
            .header("X-Forwarded-Proto", "http")
            .header("X-Forwarded-Port", "80");
    SeenRequest seen = client.exchange(gatehouse.port(), request).seen();
    assertThat(seen.headers("X-Forwarded-Proto")).containsExactly("https");
    assertThat(seen.headers("X-Forwarded-Host")).containsExactly("gw.test");
    assertThat(seen.lookalikes("X-Forwarded-Port")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"h2, h2", "'h2,http/1.1', h2", "http/1.1, http/1.1", "spdy/3, ''", "'', ''"})
  void speaksWhatTheClientOffers(String offered, String spoken) throws IOException {
    String[] protocols = offered.isEmpty() ? new String[0] : offered.split(",", -1);
    try (SSLSocket socket = client.connect(gatehouse.port(), "localhost", protocols)) {
      assertThat(socket.getApplicationProtocol()).isEqualTo(spoken);
    }
  }

  @Test
  void bringsAnHttp2RequestAsHttp1AndNothingOfItsOwn() throws Exception {
    try (var socket = client.connect(gatehouse.port(), "localhost", "h2");
        var wire = Http2Wire.secured(socket)) {
      wire.get(1, "/h2?a=b", "x-user", "me", "te", "trailers");
      var seen = new Response(200, List.of(), wire.answer(1).body()).seen();
      assertThat(seen.target()).isEqualTo("/h2?a=b");
      assertThat(seen.headers("Host")).hasSize(1);
      assertThat(seen.headers("X-Forwarded-Proto")).containsExactly("https");
      assertThat(seen.headers("X-User")).containsExactly("me");
      assertThat(seen.fields()).noneMatch(field -> field.name().startsWith("x-http2-"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', CN=issuer",
    "localhost, CN=issuer",
    "other.example.com, CN=issuer",
    "shop.example.com, CN=shop",
    "SHOP.example.com, CN=shop",
    "eu.shop.example.com, CN=shop",
    "a.eu.shop.example.com, CN=issuer",
  })
  void showsTheCertificateOfTheName(String name, String subject) throws IOException {
    assertThat(client.subject(gatehouse.port(), name)).isEqualTo(subject);
  }

  @ParameterizedTest
  @CsvSource({"1, TLS 1.0", "2, TLS 1.1"})
  void refusesOldProtocols(byte minor, String name) throws IOException {
    byte[] hello = new byte[50];
    byte[] head = {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, minor};
    System.arraycopy(head, 0, hello, 0, head.length);
    // no session, one cipher suite (TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA), no compression
    byte[] tail = {0, 0, 2, (byte) 0xc0, 0x13, 1, 0};
    System.arraycopy(tail, 0, hello, hello.length - tail.length, tail.length);
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), gatehouse.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(hello);
      byte[] alert = socket.getInputStream().readNBytes(7);
      int protocolVersion = 70;
      assertThat(alert[0]).as(name).isEqualTo((byte) 21);
      assertThat(alert[6]).isEqualTo((byte) protocolVersion);
    }
  }

  @Test
  void logsNothingOfAClientThatDoesNotSpeakTls() throws Exception {
    try (var wire = Wire.to(gatehouse.port())) {
      wire.write(Request.get("/x").header("Authorization", "Bearer secret").bytes());
      assertThat(wire.closedWithin(Duration.ofSeconds(20))).isTrue();
    }
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), gatehouse.port())) {
      socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 4, 9, 9, 9, 9});
      assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
    }
    assertThat(client.exchange(gatehouse.port(), Request.get("/x")).status()).isEqualTo(200);
    assertThat(gatehouse.printed())
        .doesNotContain("not an SSL", "NotSsl", "WARN", "736563726574" /* secret */);
  }

  @Test
  void closesAHandshakeThatNeverEndsAndServesOthersMeanwhile() throws IOException {
    try (var silent = Wire.to(gatehouse.port());
        var begun = Wire.to(gatehouse.port())) {
      begun.write(new byte[] {22, 3, 1, 1, 0, 1});
      assertThat(client.exchange(gatehouse.port(), Request.get("/x")).status()).isEqualTo(200);
      assertThat(silent.closedWithin(Duration.ofSeconds(15))).isTrue();
      assertThat(begun.closedWithin(Duration.ofSeconds(15))).isTrue();
    }
  }

  @Test
  void closesAConnectionWhoseClientBeginsAnotherHandshake() throws IOException {
    try (SSLSocket socket = client.connectByTls12(gatehouse.port());
        var wire = Wire.over(socket)) {
      for (int i = 0; i < 2; i++) {
        assertThat(wire.write(Request.get("/x").keepAlive().bytes()).read("GET").status())
            .isEqualTo(200);
      }
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                wire.write(Request.get("/x").bytes()).read("GET");
              })
          .isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void servesCurlAndH2load() throws Exception {
    String url = "https://localhost:" + gatehouse.port() + "/curl";
    String ca = edge.path().resolve("ca.crt").toString();
    assertThat(run("curl", "-s", "--http2", "--cacert", ca, "-w", "%{http_version}", url))
        .endsWith("}2");
    // refused before the body has come, which is not to cost the client the answer
    Path body = Files.writeString(edge.path().resolve("body"), "x".repeat(1_000_000));
    String upload = "@" + body;
    assertThat(
            run("curl", "-s", "--http2", "--path-as-is", "--cacert", ca, "-d", upload, url + "/.."))
        .contains("request_rejected");
    assertThat(run("h2load", "-n", "2000", "-c", "10", "-m", "10", url))
        .contains("2000 succeeded, 0 failed, 0 errored");
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  @Test
  void swapsTheCertificateWithoutAFailedHandshakeAndKeepsTheLastGoodOne() throws Exception {
    try (var load = HandshakeLoad.start(client, gatehouse.port())) {
      for (int i = 0; i < 3; i++) {
        swapTo("renewed", "CN=renewed");
        load.awaitEveryClientShown("CN=renewed");
        swapTo("server", "CN=issuer");
        load.awaitEveryClientShown("CN=issuer");
      }
      edge.swap(authority.certificates("renewed"), authority.privateKey("server"), authority);
      eventually(
          Duration.ofSeconds(30),
          () ->
              assertThat(gatehouse.printed())
                  .contains("SSL bundle 'edge' is refused, the one before stays in force"));
      load.awaitEveryClientShown("CN=issuer");
      assertThat(load.failures()).isEmpty();
    }
    assertThat(gatehouse.manage("/actuator/prometheus").octets())
        .containsPattern(
            "ssl_chain_expiry_seconds\\{bundle=\"edge\",certificate=.*,chain=.*,source=\"keystore\"");
    swapTo("server", "CN=issuer");
  }

  private static void swapTo(String name, String subject) throws Exception {
    edge.swap(authority.certificates(name), authority.privateKey(name), authority);
    eventually(Duration.ofSeconds(30), () -> assertThat(subject("localhost")).isEqualTo(subject));
  }

  private static String subject(String name) {
    try {
      return client.subject(gatehouse.port(), name);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void letsInNobodyWithoutACertificateWhereItIsNeeded() throws Exception {
    var stranger = TlsClient.trusting(authority, TestAuthority.create().key("client"));
    var known = TlsClient.trusting(authority, authority.key("client"));
    try (var demanding = start("clients.yaml", upstream, TlsFolder.of(authority, "server"), edge)) {
      Request request = Request.get("/mutual");
      assertThat(known.exchange(demanding.port(), request).status()).isEqualTo(200);
      int before = upstream.count();
      assertThatThrownBy(() -> client.exchange(demanding.port(), request));
      assertThatThrownBy(() -> stranger.exchange(demanding.port(), request));
      assertThat(upstream.count()).isEqualTo(before);
    }
  }
}
