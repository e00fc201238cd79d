package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;

/** The files of the Secrets that the chart's examples mount: a certificate, its keys. */
final class ChartSecrets {

  private static final String PASSWORD = "changeit";

  private ChartSecrets() {}

  /** Writes them to folders of the Secrets' names. */
  static void write(Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "edge",
                "-keyalg",
                "EC",
                "-dname",
                "CN=orders.example.com",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Certificate certificate = keys.getCertificate("edge");
    Key key = keys.getKey("edge", PASSWORD.toCharArray());
    write(
        folder, "partner-keys/partner.pem", "PUBLIC KEY", certificate.getPublicKey().getEncoded());
    write(folder, "orders-tls/tls.crt", "CERTIFICATE", certificate.getEncoded());
    write(folder, "orders-tls/tls.key", "PRIVATE KEY", key.getEncoded());
  }

  private static void write(Path folder, String name, String label, byte[] content)
      throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(label, Base64.getMimeEncoder().encodeToString(content), label));
  }
}
