package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A private certificate authority with a server and a client, made by the JDK's own tool. */
final class TestAuthority {

  static final String PASSWORD = "changeit";

  private final Path folder;
  private final KeyStore all;

  private TestAuthority(Path folder, KeyStore all) {
    this.folder = folder;
    this.all = all;
  }

  static TestAuthority create() throws GeneralSecurityException, IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gatehouse-authority");
    Path store = folder.resolve("all.p12");
    keytool(store, "-alias", "ca", "-dname", "CN=Private CA", "-ext", "bc:c");
    keytool(store, "-alias", "server", "-dname", "CN=issuer", "-ext", "san=dns:localhost");
    keytool(store, "-alias", "client", "-dname", "CN=gatehouse");
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      all.load(in, PASSWORD.toCharArray());
    }
    return new TestAuthority(folder, all);
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

  /** A store with the key of this name and its certificates. */
  KeyStore key(String name) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    char[] password = PASSWORD.toCharArray();
    store.setKeyEntry("key", all.getKey(name, password), password, all.getCertificateChain(name));
    return store;
  }

  /** A store that trusts the authority. */
  KeyStore trust() throws GeneralSecurityException, IOException {
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

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
