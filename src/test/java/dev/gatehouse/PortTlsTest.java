package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.it.TestAuthority;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.Ssl;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class PortTlsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private static TestAuthority one;
  private static TestAuthority other;

  private final DefaultSslBundleRegistry registry = new DefaultSslBundleRegistry();
  private final Logger log = (Logger) LoggerFactory.getLogger(PortTls.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeAll
  static void makeAuthorities() throws Exception {
    one = TestAuthority.create();
    other = TestAuthority.create();
  }

  @BeforeEach
  void listen() throws Exception {
    registry.registerBundle("edge", bundle("server", one.trust()));
    registry.registerBundle("shop", bundle("shop", one.trust()));
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stop() {
    log.detachAppender(lines);
  }

  private static SslBundle bundle(String name, KeyStore trust) throws Exception {
    var stores = SslStoreBundle.of(one.key(name), TestAuthority.PASSWORD, trust);
    return SslBundle.of(stores, SslBundleKey.of(TestAuthority.PASSWORD), SslOptions.NONE);
  }

  private static Ssl ssl(Ssl.ClientAuth clientAuth, String... hosts) {
    var ssl = new Ssl();
    ssl.setBundle("edge");
    ssl.setClientAuth(clientAuth);
    for (String host : hosts) {
      ssl.getServerNameBundles().add(new Ssl.ServerNameSslBundle(host, "shop"));
    }
    return ssl;
  }

  private List<String> errors() {
    return lines.list.stream()
        .filter(line -> line.getLevel() == Level.ERROR)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void tellsWhileBundlesTrustDifferentAuthorities() throws Exception {
    var _ = PortTls.of(ssl(Ssl.ClientAuth.NEED, "a.test", "b.test"), registry, true, LONG);
    registry.updateBundle("edge", bundle("renewed", one.trust()));
    assertThat(errors()).isEmpty();
    registry.updateBundle("edge", bundle("server", other.trust()));
    assertThat(errors())
        .singleElement()
        .asString()
        .startsWith("The SSL bundles [edge, shop] trust different authorities");
    lines.list.clear();
    registry.updateBundle("shop", bundle("shop", other.trust()));
    assertThat(errors()).isEmpty();
    registry.updateBundle("shop", bundle("shop", null));
    assertThat(errors()).allMatch(line -> line.contains("'shop' is refused"));
  }

  @Test
  void whereNobodyIsAskedForACertificateAuthoritiesMayDiffer() throws Exception {
    var _ = PortTls.of(ssl(Ssl.ClientAuth.NONE, "a.test"), registry, true, LONG);
    registry.updateBundle("edge", bundle("server", other.trust()));
    assertThat(errors()).isEmpty();
  }

  @Test
  void missesNoRenewalWhileItStarts() throws Exception {
    SslBundle renewed = bundle("renewed", one.trust());
    var renewing = new RenewedWhileRead(registry, renewed);
    var tls = PortTls.of(ssl(Ssl.ClientAuth.NONE), renewing, false, LONG);
    DisposableServer server =
        tls.apply(HttpServer.create().host("127.0.0.1").port(0)).bindNow(LONG);
    try {
      assertThat(subject(server.port())).isEqualTo("CN=renewed");
    } finally {
      server.disposeNow();
    }
  }

  private static String subject(int port) throws Exception {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(one.trust());
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    InetAddress address = InetAddress.ofLiteral("127.0.0.1");
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket(address, port)) {
      socket.setSoTimeout((int) LONG.toMillis());
      socket.startHandshake();
      var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }

  /** Bundles of which one is renewed right after it has been read. */
  private record RenewedWhileRead(DefaultSslBundleRegistry registry, SslBundle renewed)
      implements SslBundles {

    @Override
    public SslBundle getBundle(String name) {
      SslBundle read = registry.getBundle(name);
      registry.updateBundle(name, renewed);
      return read;
    }

    @Override
    public void addBundleUpdateHandler(String name, Consumer<SslBundle> handler) {
      registry.addBundleUpdateHandler(name, handler);
    }

    @Override
    public void addBundleRegisterHandler(BiConsumer<String, SslBundle> handler) {
      registry.addBundleRegisterHandler(handler);
    }

    @Override
    public List<String> getBundleNames() {
      return registry.getBundleNames();
    }
  }
}
