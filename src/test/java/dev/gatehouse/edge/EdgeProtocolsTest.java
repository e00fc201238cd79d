package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider;

/** The edge behind TLS and beside HTTP/2. */
class EdgeProtocolsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private DisposableServer server;

  @AfterEach
  void stop() {
    server.disposeNow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void guardsTlsWithAndWithoutHttp2(boolean http2, @TempDir Path folder) throws Exception {
    KeyManagerFactory keys = selfSigned(folder);
    SslProvider.GenericSslContextSpec<SslContextBuilder> context =
        http2 ? Http2SslContextSpec.forServer(keys) : Http11SslContextSpec.forServer(keys);
    HttpServer tls = TestEdge.edge(TestEdge.LIMITS).secure(ssl -> ssl.sslContext(context));
    if (http2) {
      tls = tls.protocol(HttpProtocol.H2, HttpProtocol.HTTP11);
    }
    server = TestEdge.echo(tls).bindNow();
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
    server =
        TestEdge.echo(
                TestEdge.edge(TestEdge.LIMITS).protocol(HttpProtocol.H2C, HttpProtocol.HTTP11))
            .bindNow();
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
