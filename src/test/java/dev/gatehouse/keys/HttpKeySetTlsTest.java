package dev.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** TLS towards the issuer, and the way through a proxy. */
class HttpKeySetTlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path folder;

  private static KeyStore localhost;
  private static KeyStore elsewhere;
  private static KeyStore client;
  private static DisposableServer good;
  private static DisposableServer misnamed;
  private static DisposableServer mutual;

  @BeforeAll
  static void startIssuers() throws Exception {
    localhost = certificate("localhost", "dns:localhost");
    elsewhere = certificate("elsewhere", "dns:elsewhere.example");
    client = certificate("client", "dns:gatehouse");
    good = issuer(server(localhost).build());
    misnamed = issuer(server(elsewhere).build());
    mutual =
        issuer(
            server(localhost)
                .trustManager((X509Certificate) client.getCertificate("key"))
                .clientAuth(ClientAuth.REQUIRE)
                .build());
  }

  @AfterAll
  static void stopIssuers() {
    List.of(good, misnamed, mutual).forEach(DisposableServer::disposeNow);
  }

  /** A self-signed certificate, made by the JDK's own tool. */
  private static KeyStore certificate(String name, String subject) throws Exception {
    Path store = folder.resolve(name + ".p12");
    var command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/keytool") + ""));
    command.addAll(List.of("-genkeypair", "-alias", "key", "-keyalg", "EC", "-validity", "30"));
    command.addAll(List.of("-dname", "CN=" + name, "-ext", "san=" + subject));
    command.addAll(List.of("-keystore", store + "", "-storepass", PASSWORD));
    Process tool = new ProcessBuilder(command).inheritIO().start();
    assertThat(tool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    try (var in = Files.newInputStream(store)) {
      KeyStore loaded = KeyStore.getInstance("PKCS12");
      loaded.load(in, PASSWORD.toCharArray());
      return loaded;
    }
  }

  private static KeyManagerFactory keyOf(KeyStore store) throws Exception {
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD.toCharArray());
    return factory;
  }

  private static SslContextBuilder server(KeyStore store) throws Exception {
    return SslContextBuilder.forServer(keyOf(store));
  }

  private static SslContextBuilder trusting(KeyStore store) throws Exception {
    return SslContextBuilder.forClient()
        .trustManager((X509Certificate) store.getCertificate("key"));
  }

  private static DisposableServer issuer(SslContext context) {
    String jwks = TestKeySets.jwks("a");
    return HttpServer.create()
        .host("localhost")
        .port(0)
        .secure(spec -> spec.sslContext(context))
        .handle((_, response) -> response.sendString(Mono.just(jwks)))
        .bindNow();
  }

  private static RemoteFetch.Landing land(
      URI uri, @Nullable URI proxy, @Nullable Supplier<SslContext> tls) {
    var settings =
        new RemoteKeySettings(
            new KeySource.Url(uri),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            Map.of(),
            proxy,
            tls);
    var background =
        new Background(
            InstantSource.system(),
            Schedulers.parallel(),
            Schedulers.boundedElastic(),
            RandomGenerator.getDefault());
    return new RemoteFetch(
            HttpKeySetFetcher.of(settings), new KeySetParser(), settings.timeout(), background)
        .land(null)
        .block(Duration.ofSeconds(20));
  }

  private static URI uri(DisposableServer server) {
    return URI.create("https://localhost:" + server.port() + "/keys");
  }

  @Test
  void trustsThePrivateAuthorityOfItsBundleAlone() throws Exception {
    SslContext context = trusting(localhost).build();
    assertThat(land(uri(good), null, () -> context)).isInstanceOf(RemoteFetch.Landing.Good.class);
    assertThat(land(uri(good), null, null)).isInstanceOf(RemoteFetch.Landing.Bad.class);
  }

  @Test
  void refusesACertificateOfAnotherHost() throws Exception {
    SslContext context = trusting(elsewhere).build();
    assertThat(land(uri(misnamed), null, () -> context))
        .isInstanceOfSatisfying(
            RemoteFetch.Landing.Bad.class,
            bad -> assertThat(bad.reason()).containsIgnoringCase("localhost"));
  }

  @Test
  void showsItsClientCertificate() throws Exception {
    SslContext without = trusting(localhost).build();
    assertThat(land(uri(mutual), null, () -> without)).isInstanceOf(RemoteFetch.Landing.Bad.class);
    SslContext with = trusting(localhost).keyManager(keyOf(client)).build();
    assertThat(land(uri(mutual), null, () -> with)).isInstanceOf(RemoteFetch.Landing.Good.class);
  }

  @Test
  void failsWhereItsBundleCannotBeRead() {
    assertThat(
            land(
                uri(good),
                null,
                () -> {
                  throw new IllegalStateException("bundle corporate is gone");
                }))
        .isEqualTo(new RemoteFetch.Landing.Bad("IllegalStateException: bundle corporate is gone"));
  }

  @Test
  void goesThroughAProxy() throws Exception {
    try (var proxy = new ConnectProxy()) {
      SslContext context = trusting(localhost).build();
      URI address = URI.create("http://user:pass@localhost:" + proxy.port());
      assertThat(land(uri(good), address, () -> context))
          .isInstanceOf(RemoteFetch.Landing.Good.class);
      assertThat(proxy.heads())
          .singleElement()
          .asString()
          .startsWith("CONNECT localhost:" + good.port() + " HTTP/1.1")
          .containsIgnoringCase("proxy-authorization: basic dXNlcjpwYXNz");
    }
  }
}
