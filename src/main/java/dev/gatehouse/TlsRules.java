package dev.gatehouse;

import dev.gatehouse.config.Problems;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.core.env.Environment;

/** What {@code server.ssl} may say; Spring Boot would find out at the first handshake. */
final class TlsRules {

  private static final String PATH = "server.ssl";

  private TlsRules() {}

  /** Notes what is wrong with it; where nothing is, {@link PortTls} can be made of it. */
  static void check(Environment environment, SslBundles bundles, Problems problems) {
    Ssl ssl = read(environment, problems);
    if (ssl == null || !Ssl.isEnabled(ssl)) {
      return;
    }
    Set<Set<Certificate>> trusted = new HashSet<>();
    places(ssl)
        .forEach(
            (name, path) -> {
              SslBundle bundle = good(ssl, name, bundles, path, problems);
              if (bundle != null) {
                trusted.add(authorities(bundle));
              }
            });
    if (asksClients(ssl) && trusted.size() > 1) {
      problems.error(
          PATH + ".server-name-bundles",
          "the bundles trust different authorities, so that a client could show a certificate to one"
              + " host and send requests to another",
          "give all of them the same truststore");
    }
  }

  /** Where each bundle is asked for first. */
  private static Map<String, String> places(Ssl ssl) {
    Map<String, String> places = new LinkedHashMap<>();
    String own = ownName(ssl);
    places.put(own, own.isEmpty() ? PATH : PATH + ".bundle");
    for (Ssl.ServerNameSslBundle named : ssl.getServerNameBundles()) {
      places.putIfAbsent(named.bundle(), PATH + ".server-name-bundles");
    }
    return places;
  }

  private static @Nullable SslBundle good(
      Ssl ssl, String name, SslBundles bundles, String path, Problems problems) {
    try {
      SslBundle bundle = bundle(ssl, name, bundles);
      String refusal = BundleCheck.refusal(bundle, asksClients(ssl));
      if (refusal == null) {
        return bundle;
      }
      refuse(problems, path, name, refusal);
    } catch (NoSuchSslBundleException e) {
      problems.error(
          path,
          "unknown SSL bundle '" + e.getBundleName() + "'",
          "spring.ssl.bundle has " + new TreeSet<>(bundles.getBundleNames()));
    } catch (GeneralSecurityException | RuntimeException e) {
      refuse(problems, path, name, Problems.reason(e));
    }
    return null;
  }

  private static Set<Certificate> authorities(SslBundle bundle) {
    try {
      return BundleCheck.authorities(bundle);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean asksClients(Ssl ssl) {
    return ssl.getClientAuth() != null && ssl.getClientAuth() != Ssl.ClientAuth.NONE;
  }

  private static @Nullable Ssl read(Environment environment, Problems problems) {
    var strict =
        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
    try {
      return Binder.get(environment).bind(PATH, Bindable.of(Ssl.class), strict).orElse(null);
    } catch (BindException e) {
      String wrong =
          e.getCause() instanceof UnboundConfigurationPropertiesException unbound
              ? "unknown key " + unbound.getUnboundProperties().iterator().next().getName()
              : "the value of " + e.getName() + " cannot be read: " + Problems.reason(e);
      problems.error(PATH, wrong, "see docs/tls.md");
      return null;
    }
  }

  private static void refuse(Problems problems, String path, String bundle, String reason) {
    String which = bundle.isEmpty() ? "the certificate" : "the SSL bundle '" + bundle + "'";
    problems.error(path, which + " cannot be used: " + reason, null);
  }

  /** The name of the bundle for all other hosts; empty: it is in {@code server.ssl} itself. */
  static String ownName(Ssl ssl) {
    String own = ssl.getBundle();
    return own == null ? "" : own.strip();
  }

  /** The bundle of this name; the empty name is of the one in {@code server.ssl} itself. */
  static SslBundle bundle(Ssl ssl, String name, SslBundles bundles) {
    return name.isEmpty() ? WebServerSslBundle.get(ssl, bundles) : bundles.getBundle(name);
  }
}
