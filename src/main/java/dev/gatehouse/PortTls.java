package dev.gatehouse;

import dev.gatehouse.config.Problems;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.web.server.Ssl;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider;

/**
 * TLS of the ports that requests come to. A renewed bundle is used from the next handshake on; one
 * that no handshake would succeed with is refused, and the one before stays.
 */
final class PortTls {

  private static final Logger LOG = LoggerFactory.getLogger(PortTls.class);

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** Sessions of clients without tickets; one that a ticket resumes takes no memory here. */
  private static final long SESSIONS = 1000;

  private static final ApplicationProtocolConfig ALPN =
      new ApplicationProtocolConfig(
          ApplicationProtocolConfig.Protocol.ALPN,
          ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
          ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  private final ClientAuth clientAuth;
  private final boolean http2;
  private final Duration handshake;

  /** By host name; the empty one is for clients that name none that is here. */
  private final Map<String, SslProvider> inForce = new ConcurrentHashMap<>();

  /** Who vouches for clients, by the name of the bundle. */
  private final Map<String, Set<Certificate>> authorities = new ConcurrentHashMap<>();

  private PortTls(ClientAuth clientAuth, boolean http2, Duration handshake) {
    this.clientAuth = clientAuth;
    this.http2 = http2;
    this.handshake = handshake;
  }

  /**
   * TLS by bundles that {@link TlsRules} has found nothing wrong with.
   *
   * @param bundles are asked for the bundles, and tell of renewed ones
   * @param handshake how long a handshake may take
   * @throws IllegalStateException if one can't be used after all
   */
  static PortTls of(Ssl ssl, SslBundles bundles, boolean http2, Duration handshake) {
    ClientAuth auth =
        Ssl.ClientAuth.map(
            ssl.getClientAuth(), ClientAuth.NONE, ClientAuth.OPTIONAL, ClientAuth.REQUIRE);
    var tls = new PortTls(auth == null ? ClientAuth.NONE : auth, http2, handshake);
    tls.begin("", TlsRules.ownName(ssl), ssl, bundles);
    for (Ssl.ServerNameSslBundle named : ssl.getServerNameBundles()) {
      tls.begin(named.serverName(), named.bundle(), ssl, bundles);
    }
    return tls;
  }

  private void begin(String host, String name, Ssl ssl, SslBundles bundles) {
    if (!name.isEmpty()) {
      // before it is read, or a renewal in between would be missed
      bundles.addBundleUpdateHandler(name, renewed -> renew(host, name, renewed));
    }
    SslBundle bundle = TlsRules.bundle(ssl, name, bundles);
    try {
      String refusal = BundleCheck.refusal(bundle, clientAuth != ClientAuth.NONE);
      if (refusal != null) {
        throw new IllegalStateException(refusal);
      }
      SslProvider provider = provider(bundle);
      authorities.putIfAbsent(name, BundleCheck.authorities(bundle));
      inForce.putIfAbsent(key(host), provider);
    } catch (GeneralSecurityException | SSLException e) {
      throw new IllegalStateException(Problems.reason(e), e);
    }
  }

  /** The server behind TLS. */
  HttpServer apply(HttpServer server) {
    HttpServer secured =
        server.secure(
            spec ->
                spec.sslContext(of("").getSslContext())
                    .handshakeTimeout(handshake)
                    // asked even where a client names no host
                    .setSniAsyncMappings((host, found) -> found.setSuccess(of(host))));
    return http2
        ? secured.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
        : secured.protocol(HttpProtocol.HTTP11);
  }

  private SslProvider of(@Nullable String host) {
    SslProvider any = Objects.requireNonNull(inForce.get(""));
    if (host == null) {
      return any;
    }
    SslProvider named = inForce.get(host);
    int dot = host.indexOf('.');
    return named != null || dot < 0
        ? Objects.requireNonNullElse(named, any)
        : inForce.getOrDefault("*" + host.substring(dot), any);
  }

  private void renew(String host, String name, SslBundle renewed) {
    replace(host, name, renewed);
    if (clientAuth != ClientAuth.NONE && new HashSet<>(authorities.values()).size() > 1) {
      LOG.error(
          "The SSL bundles {} trust different authorities, so that a client could show a certificate"
              + " to one host and send requests to another: give all of them the same truststore",
          new TreeSet<>(authorities.keySet()));
    }
  }

  private void replace(String host, String name, SslBundle renewed) {
    try {
      String refusal = BundleCheck.refusal(renewed, clientAuth != ClientAuth.NONE);
      if (refusal == null) {
        SslProvider provider = provider(renewed);
        authorities.put(name, BundleCheck.authorities(renewed));
        inForce.put(key(host), provider);
        X509Certificate certificate = BundleCheck.certificate(renewed);
        LOG.info(
            "The renewed SSL bundle '{}' is in force; its certificate ends at {}",
            name,
            certificate == null ? "?" : certificate.getNotAfter().toInstant());
        return;
      }
      refused(name, refusal);
    } catch (GeneralSecurityException | SSLException | RuntimeException e) {
      refused(name, Problems.reason(e));
    }
  }

  private static void refused(String name, String reason) {
    LOG.error(
        "The renewed SSL bundle '{}' is refused, the one before stays in force: {}", name, reason);
  }

  private static String key(String host) {
    return host.toLowerCase(Locale.ROOT);
  }

  private SslProvider provider(SslBundle bundle) throws SSLException {
    return SslProvider.builder().sslContext(context(bundle)).handshakeTimeout(handshake).build();
  }

  private SslContext context(SslBundle bundle) throws SSLException {
    SslOptions options = bundle.getOptions();
    String[] protocols = options.getEnabledProtocols();
    String[] ciphers = options.getCiphers();
    var builder =
        SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory())
            .sslProvider(io.netty.handler.ssl.SslProvider.JDK)
            .protocols(protocols == null ? PROTOCOLS : List.of(protocols))
            .clientAuth(clientAuth)
            .sessionCacheSize(SESSIONS);
    if (clientAuth != ClientAuth.NONE) {
      builder.trustManager(bundle.getManagers().getTrustManagerFactory());
    }
    if (ciphers == null) {
      // all with forward secrecy and authenticated encryption (RFC 9325, section 4.2)
      builder.ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    } else {
      builder.ciphers(List.of(ciphers));
    }
    return http2 ? builder.applicationProtocolConfig(ALPN).build() : builder.build();
  }
}
