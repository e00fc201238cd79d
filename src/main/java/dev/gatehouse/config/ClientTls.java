package dev.gatehouse.config;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * TLS towards servers, by the bundles of {@code spring.ssl.bundle}. A bundle that is renewed is
 * used from the next connection on.
 */
public final class ClientTls {

  private final SslBundles bundles;
  private final ConcurrentMap<String, Made> made = new ConcurrentHashMap<>();

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
      var _ = context(bundle);
    } catch (SSLException | RuntimeException e) {
      problems.error(
          path,
          "the SSL bundle '" + bundle + "' cannot be used: " + reason(e),
          "see its files and passwords in spring.ssl.bundle");
    }
  }

  /** The TLS of a bundle that was checked, as it is when it is asked for. */
  Supplier<SslContext> of(String bundle) {
    return () -> {
      try {
        return context(bundle);
      } catch (SSLException e) {
        throw new IllegalStateException("the SSL bundle " + bundle + " cannot be used", e);
      }
    };
  }

  private SslContext context(String name) throws SSLException {
    SslBundle bundle = bundles.getBundle(name);
    Made held = made.get(name);
    if (held != null && held.bundle() == bundle) {
      return held.context();
    }
    SslContext context = made(bundle);
    if (made.put(name, new Made(bundle, context)) == null) {
      // the next call sees it; but for a handler, Spring warns that nobody does
      bundles.addBundleUpdateHandler(name, _ -> {});
    }
    return context;
  }

  private static SslContext made(SslBundle bundle) throws SSLException {
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
    return builder.build();
  }

  /** Spring wraps what is wrong in what it was doing. */
  private static String reason(Exception refusal) {
    Throwable deepest = refusal;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null ? deepest.getClass().getSimpleName() : message;
  }

  private record Made(SslBundle bundle, SslContext context) {}
}
