package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** A private certificate authority with a server and a client, made by the JDK's own tool. */
public final class TestAuthority {

  public static final String PASSWORD = "changeit";

  private final Path folder;
  private final KeyStore all;

  private TestAuthority(Path folder, KeyStore all) {
    this.folder = folder;
    this.all = all;
  }

  public static TestAuthority create()
      throws GeneralSecurityException, IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gatehouse-authority");
    Path store = folder.resolve("all.p12");
    keytool(store, "-alias", "ca", "-dname", "CN=Private CA", "-ext", "bc:c");
    keytool(store, "-alias", "server", "-dname", "CN=issuer", "-ext", "san=dns:localhost");
    keytool(store, "-alias", "client", "-dname", "CN=gatehouse");
    keytool(store, "-alias", "renewed", "-dname", "CN=renewed", "-ext", "san=dns:localhost");
    keytool(store, "-alias", "shop", "-dname", "CN=shop", "-ext", "san=dns:shop.example.com");
    return new TestAuthority(folder, loaded(store));
  }

  private static KeyStore loaded(Path store) throws GeneralSecurityException, IOException {
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      all.load(in, PASSWORD.toCharArray());
    }
    return all;
  }

  /** Makes a further key with a certificate by these words of {@code keytool}. */
  KeyStore certified(String name, String... words)
      throws GeneralSecurityException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-alias", name, "-dname", "CN=" + name));
    arguments.addAll(List.of(words));
    Path store = folder.resolve("all.p12");
    keytool(store, arguments.toArray(String[]::new));
    return key(name, loaded(store));
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-validity", "30"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(arguments));
    if (Files.exists(store)) {
      command.addAll(List.of("-signer", "ca"));
    }
    Process tool = new ProcessBuilder(command).inheritIO().start();
    assertThat(tool.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(tool.exitValue()).isZero();
  }

  /** The certificate of this name and its authority's. */
  String certificates(String name) throws GeneralSecurityException {
    var pem = new StringBuilder();
    for (Certificate certificate : all.getCertificateChain(name)) {
      pem.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return pem.toString();
  }

  /** The private key of this name. */
  String privateKey(String name) throws GeneralSecurityException {
    return pem("PRIVATE KEY", all.getKey(name, PASSWORD.toCharArray()).getEncoded());
  }

  private static String pem(String what, byte[] octets) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  /** A store with the key of this name and its certificates. */
  public KeyStore key(String name) throws GeneralSecurityException, IOException {
    return key(name, all);
  }

  private static KeyStore key(String name, KeyStore all)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    char[] password = PASSWORD.toCharArray();
    store.setKeyEntry("key", all.getKey(name, password), password, all.getCertificateChain(name));
    return store;
  }

  /** A store that trusts the authority. */
  public KeyStore trust() throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setCertificateEntry("ca", all.getCertificate("ca"));
    return store;
  }

  /** The store as a file. */
  Path file(String name, KeyStore store) throws GeneralSecurityException, IOException {
    Path file = folder.resolve(name + ".p12");
    try (var out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  /** Writes the store's only entry as PEM: its certificates, and before them its key if any. */
  Path pem(String name, KeyStore store) throws GeneralSecurityException, IOException {
    var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    var text = new StringBuilder();
    String alias = store.aliases().nextElement();
    Key key = store.getKey(alias, PASSWORD.toCharArray());
    if (key != null) {
      text.append("-----BEGIN PRIVATE KEY-----\n")
          .append(encoder.encodeToString(key.getEncoded()))
          .append("\n-----END PRIVATE KEY-----\n");
    }
    Certificate[] chain = key == null ? null : store.getCertificateChain(alias);
    for (Certificate certificate :
        chain == null ? new Certificate[] {store.getCertificate(alias)} : chain) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(encoder.encodeToString(certificate.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return Files.writeString(folder.resolve(name + ".pem"), text);
  }

  /** A server on the loopback address that shows this key, and wants a certificate of this CA. */
  ServerSocket listening(KeyStore key) throws GeneralSecurityException, IOException {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(key, PASSWORD.toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trust());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    var server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
    server.setNeedClientAuth(true);
    return server;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
