package dev.gatehouse.config;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * TLS towards servers, by the bundles of {@code spring.ssl.bundle}. A bundle that is renewed is
 * used from the next connection on; one that can no longer be used stays as it was.
 */
public final class ClientTls {

  private static final Logger LOG = LoggerFactory.getLogger("gatehouse.tls");

  private final SslBundles bundles;
  private final ConcurrentMap<String, ClientContexts> inForce = new ConcurrentHashMap<>();

  /** TLS of these bundles. */
  public ClientTls(SslBundles bundles) {
    this.bundles = bundles;
  }

  /** Notes a bundle that is not there or cannot be used. */
  void check(String bundle, String path, Problems problems) {
    List<String> known = bundles.getBundleNames();
    if (!known.contains(bundle)) {
      problems.error(
          path,
          "unknown SSL bundle '" + bundle + "'",
          ConfigurationChecks.adviceForName(bundle, known, "spring.ssl.bundle"));
      return;
    }
    try {
      var _ = contexts(bundle);
    } catch (SSLException | RuntimeException e) {
      problems.error(
          path,
          "the SSL bundle '" + bundle + "' cannot be used: " + Problems.reason(e),
          "see its files and passwords in spring.ssl.bundle");
    }
  }

  /** The TLS of a bundle that was checked, as it is when it is asked for. */
  Supplier<ClientContexts> of(String bundle) {
    return () ->
        Objects.requireNonNull(inForce.get(bundle), "an SSL bundle that nobody has checked");
  }

  private ClientContexts contexts(String name) throws SSLException {
    ClientContexts held = inForce.get(name);
    if (held != null) {
      return held;
    }
    SslBundle bundle = bundles.getBundle(name);
    ClientContexts made = made(bundle);
    ClientContexts earlier = inForce.putIfAbsent(name, made);
    if (earlier != null) {
      return earlier;
    }
    // files are read here, on the thread that watches them, and never on an event loop
    bundles.addBundleUpdateHandler(name, renewed -> renew(name, renewed));
    if (bundles.getBundle(name) != bundle) {
      renew(name, bundles.getBundle(name));
    }
    return made;
  }

  private void renew(String name, SslBundle bundle) {
    try {
      inForce.put(name, made(bundle));
      LOG.info("The SSL bundle {} is renewed", name);
    } catch (SSLException | RuntimeException e) {
      LOG.error(
          "The renewed SSL bundle {} cannot be used, the old stays: {}", name, Problems.reason(e));
    }
  }

  private static ClientContexts made(SslBundle bundle) throws SSLException {
    return new ClientContexts(
        builder(bundle).build(),
        builder(bundle).applicationProtocolConfig(ClientContexts.http2Alone()).build());
  }

  private static SslContextBuilder builder(SslBundle bundle) {
    // of the JDK: never counted, never released
    var builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .keyManager(bundle.getManagers().getKeyManagerFactory())
            .trustManager(bundle.getManagers().getTrustManagerFactory());
    SslOptions options = bundle.getOptions();
    if (options.getEnabledProtocols() != null) {
      builder.protocols(options.getEnabledProtocols());
    }
    if (options.getCiphers() != null) {
      builder.ciphers(List.of(options.getCiphers()));
    }
    return builder;
  }
}
