package dev.gatehouse;

import dev.gatehouse.config.Problems;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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

/**
 * What {@code server.ssl} and {@code management.server.ssl} may say; Spring Boot would pass over
 * it, or find out at the first handshake.
 */
final class TlsRules {

  private static final List<String> PLACES = List.of("server.ssl", "management.server.ssl");

  private final String path;
  private final SslBundles bundles;
  private final Problems problems;

  private TlsRules(String path, SslBundles bundles, Problems problems) {
    this.path = path;
    this.bundles = bundles;
    this.problems = problems;
  }

  /** Notes what is wrong with them; where nothing is, {@link PortTls} can be made of the first. */
  static void check(Environment environment, SslBundles bundles, Problems problems) {
    for (String path : PLACES) {
      var rules = new TlsRules(path, bundles, problems);
      Ssl ssl = rules.read(environment);
      if (ssl != null && Ssl.isEnabled(ssl)) {
        rules.check(ssl);
      }
    }
  }

  private void check(Ssl ssl) {
    refuseUnread(ssl);
    Set<Set<Certificate>> trusted = new HashSet<>();
    places(ssl)
        .forEach(
            (name, place) -> {
              SslBundle bundle = good(ssl, name, place);
              if (bundle != null) {
                trusted.add(authorities(bundle));
              }
            });
    if (asksClients(ssl) && trusted.size() > 1) {
      problems.error(
          path + ".server-name-bundles",
          "the bundles trust different authorities, so that a client could show a certificate to one"
              + " host and send requests to another",
          "give all of them the same truststore");
    }
  }

  /** What stands beside a bundle and would say otherwise, if anybody read it. */
  private void refuseUnread(Ssl ssl) {
    Map<String, Boolean> beside = new LinkedHashMap<>();
    beside.put("enabled-protocols", ssl.getEnabledProtocols() != null);
    beside.put("ciphers", ssl.getCiphers() != null);
    beside.put("certificate", ssl.getCertificate() != null);
    beside.put("key-store", ssl.getKeyStore() != null);
    beside.put("key-alias", ssl.getKeyAlias() != null);
    beside.put("trust-certificate", ssl.getTrustCertificate() != null);
    beside.put("trust-store", ssl.getTrustStore() != null);
    beside.forEach(
        (key, given) -> {
          if (given && !ownName(ssl).isEmpty()) {
            problems.error(
                path + "." + key,
                "nobody reads it beside a bundle",
                "write it in the bundle '" + ownName(ssl) + "', or remove the one or the other");
          }
        });
  }

  /** Where each bundle is asked for first. */
  private Map<String, String> places(Ssl ssl) {
    Map<String, String> places = new LinkedHashMap<>();
    String own = ownName(ssl);
    places.put(own, own.isEmpty() ? path : path + ".bundle");
    for (Ssl.ServerNameSslBundle named : ssl.getServerNameBundles()) {
      if (isEmpty(named.serverName()) || isEmpty(named.bundle())) {
        problems.error(
            path + ".server-name-bundles", "an entry lacks server-name or bundle", "write both");
      } else {
        places.putIfAbsent(named.bundle(), path + ".server-name-bundles");
      }
    }
    return places;
  }

  // Spring Boot's record says that neither is ever null, and its binder leaves out what is not
  // there
  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private @Nullable SslBundle good(Ssl ssl, String name, String place) {
    try {
      SslBundle bundle = bundle(ssl, name, bundles);
      String refusal = BundleCheck.refusal(bundle, asksClients(ssl));
      if (refusal == null) {
        return bundle;
      }
      refuse(place, name, refusal);
    } catch (NoSuchSslBundleException e) {
      problems.error(
          place,
          "unknown SSL bundle '" + e.getBundleName() + "'",
          "spring.ssl.bundle has " + new TreeSet<>(bundles.getBundleNames()));
    } catch (GeneralSecurityException | RuntimeException e) {
      refuse(place, name, Problems.reason(e));
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

  private @Nullable Ssl read(Environment environment) {
    var strict =
        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
    try {
      return Binder.get(environment).bind(path, Bindable.of(Ssl.class), strict).orElse(null);
    } catch (BindException e) {
      String wrong =
          e.getCause() instanceof UnboundConfigurationPropertiesException unbound
              ? "unknown key " + unbound.getUnboundProperties().iterator().next().getName()
              : "the value of " + e.getName() + " cannot be read: " + Problems.reason(e);
      problems.error(path, wrong, "see docs/tls.md");
      return null;
    }
  }

  private void refuse(String place, String bundle, String reason) {
    String which = bundle.isEmpty() ? "the certificate" : "the SSL bundle '" + bundle + "'";
    problems.error(place, which + " cannot be used: " + reason, null);
  }

  /** The name of the bundle for all other hosts; empty: none is named. */
  static String ownName(Ssl ssl) {
    String own = ssl.getBundle();
    return own == null ? "" : own.strip();
  }

  /** The bundle of this name; the empty name is of what stands there itself. */
  static SslBundle bundle(Ssl ssl, String name, SslBundles bundles) {
    return name.isEmpty() ? WebServerSslBundle.get(ssl, bundles) : bundles.getBundle(name);
  }
}
