package dev.gatehouse.it;

import static dev.gatehouse.it.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An issuer behind a private authority that lets in nobody without a certificate. */
class KeysOverTlsIT {

  private static final TestKey KEY = TestKey.rsa("tls");
  private static final List<String> APIKEYS = new CopyOnWriteArrayList<>();
  private static TestAuthority authority;
  private static HttpsServer issuer;

  @BeforeAll
  static void startIssuer() throws Exception {
    authority = TestAuthority.create();
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(authority.key("server"), TestAuthority.PASSWORD.toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authority.trust());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    issuer = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    issuer.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters demanding = context.getDefaultSSLParameters();
            demanding.setNeedClientAuth(true);
            parameters.setSSLParameters(demanding);
          }
        });
    issuer.createContext("/", KeysOverTlsIT::answer);
    issuer.start();
  }

  @AfterAll
  static void stopIssuer() {
    issuer.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      APIKEYS.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Api-Key")));
      byte[] body = TestKey.jwks(KEY).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String yaml(String upstream, Path keystore, Path truststore) {
    return """
    server: {port: 0}
    management: {server: {port: 0}}
    spring:
      ssl:
        bundle:
          watch: {file: {quiet-period: 200ms}}
          jks:
            corporate:
              reload-on-update: true
              keystore: {location: "file:%s", password: changeit, type: PKCS12}
              truststore: {location: "file:%s", password: changeit, type: PKCS12}
    gatehouse:
      providers:
        main:
          issuer: https://main.test
          audiences: [api]
          jwks:
            url: https://localhost:%d/keys
            sslBundle: corporate
            headers: {X-Api-Key: "${JWKS_KEY}"}
            maxStale: 1h
            refreshCooldown: 1s
      policies:
        default: {providers: [main]}
      routes:
        - {id: all, uri: %s, predicates: [Path=/**]}
    """
        .formatted(keystore, truststore, issuer.getAddress().getPort(), upstream);
  }

  private static Request request() {
    return Request.get("/x")
        .bearer(TestToken.by(KEY).issuer("https://main.test").audience("api").compact());
  }

  @Test
  void fetchesKeysWithThePrivateAuthorityAndTheClientCertificate() throws Exception {
    try (var upstream = CountingUpstream.start()) {
      // the wrong key first: the authority's client is let in only after the bundle is renewed
      Path keys = authority.file("client", authority.trust());
      Path trust = authority.file("trust", authority.trust());
      Path file = GatehouseProcess.write(yaml(upstream.url(), keys, trust));
      try (var process =
          GatehouseProcess.startArguments(
              Map.of("JWKS_KEY", "sesame"), "--gatehouse.config=" + file)) {
        assertThat(process.send(request()).status()).isEqualTo(503);

        authority.file("client", authority.key("client"));
        eventually(
            Duration.ofSeconds(60),
            () -> assertThat(process.send(request()).status()).isEqualTo(200));
        assertThat(APIKEYS).contains("sesame");
        assertThat(process.printed()).doesNotContain("sesame");
      }
    }
  }

  @Test
  void refusesABundleThatNobodyKnows() throws Exception {
    Path keys = authority.file("other", authority.key("client"));
    String yaml =
        yaml("http://127.0.0.1:9", keys, keys)
            .replace("sslBundle: corporate", "sslBundle: corporat");
    Path file = Files.writeString(GatehouseProcess.write("").resolveSibling("tls.yaml"), yaml);
    var ended = GatehouseProcess.run(Map.of("JWKS_KEY", "sesame"), "--check", file.toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains("tls.yaml:19:20: error: unknown SSL bundle 'corporat'")
        .contains("did you mean 'corporate'?")
        .doesNotContain("sesame");
  }
}
