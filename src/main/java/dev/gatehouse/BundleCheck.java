package dev.gatehouse;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Finds what would make a bundle fail only at the first handshake, or let in whom it should not.
 */
final class BundleCheck {

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private BundleCheck() {}

  /**
   * Why a server can't use the bundle; null where it can.
   *
   * @param asksClients whether clients are asked for certificates
   * @throws GeneralSecurityException if its stores can't be read
   */
  static @Nullable String refusal(SslBundle bundle, boolean asksClients)
      throws GeneralSecurityException {
    String[] protocols = bundle.getOptions().getEnabledProtocols();
    if (protocols != null && !PROTOCOLS.containsAll(List.of(protocols))) {
      return "its options enable a protocol other than TLSv1.2 and TLSv1.3";
    }
    if (asksClients && authorities(bundle).isEmpty()) {
      return "it has no truststore, so that certificates of any public authority would be taken";
    }
    return certificate(bundle) == null ? "it has no certificate with its private key" : null;
  }

  /**
   * The server's certificate; null where there is none.
   *
   * @throws GeneralSecurityException if its key can't be read or belongs to another certificate
   */
  static @Nullable X509Certificate certificate(SslBundle bundle) throws GeneralSecurityException {
    KeyStore store = bundle.getStores().getKeyStore();
    if (store == null) {
      return null;
    }
    String only = bundle.getKey().getAlias();
    X509Certificate found = null;
    for (String alias : Collections.list(store.aliases())) {
      if ((only == null || only.equalsIgnoreCase(alias))
          && store.getKey(alias, password(bundle)) instanceof PrivateKey key
          && store.getCertificate(alias) instanceof X509Certificate certificate) {
        if (!belong(key, certificate)) {
          throw new GeneralSecurityException("the private key belongs to another certificate");
        }
        found = certificate;
      }
    }
    return found;
  }

  /** The certificates that are trusted to vouch for clients. */
  static Set<Certificate> authorities(SslBundle bundle) throws GeneralSecurityException {
    KeyStore store = bundle.getStores().getTrustStore();
    Set<Certificate> trusted = new HashSet<>();
    if (store != null) {
      for (String alias : Collections.list(store.aliases())) {
        if (store.isCertificateEntry(alias)) {
          trusted.add(store.getCertificate(alias));
        }
      }
    }
    return trusted;
  }

  private static char @Nullable [] password(SslBundle bundle) {
    String own = bundle.getKey().getPassword();
    String password = own == null ? bundle.getStores().getKeyStorePassword() : own;
    return password == null ? null : password.toCharArray();
  }

  private static boolean belong(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    Key other = certificate.getPublicKey();
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default ->
              throw new GeneralSecurityException(
                  "the private key is neither RSA, EC nor EdDSA: " + key.getAlgorithm());
        };
    if (!key.getAlgorithm().equals(other.getAlgorithm())) {
      return false;
    }
    byte[] sample = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(sample);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(sample);
    return signature.verify(signed);
  }
}
