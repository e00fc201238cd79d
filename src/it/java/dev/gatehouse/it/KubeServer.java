package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A real API server of Kubernetes on loopback. There is no kubelet and no controller: objects are
 * admitted, defaulted and stored as in a cluster, but nothing runs.
 */
final class KubeServer implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final Path folder;
  private final String token = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
  private final int port = FreePort.next();
  private final List<Process> processes = new ArrayList<>();
  private HttpClient client;

  private KubeServer(Path folder) {
    this.folder = folder;
  }

  /** Starts it, with nothing in it. */
  static KubeServer start() throws IOException, GeneralSecurityException {
    var server = new KubeServer(Files.createTempDirectory("gatehouse-kube"));
    try {
      server.startAll();
      return server;
    } catch (RuntimeException | IOException | GeneralSecurityException | AssertionError e) {
      server.close();
      throw e;
    }
  }

  private void startAll() throws IOException, GeneralSecurityException {
    String store = "http://127.0.0.1:" + FreePort.next();
    String peer = "http://127.0.0.1:" + FreePort.next();
    run(
        KubeParts.ETCD,
        "etcd",
        "--data-dir=etcd",
        "--listen-client-urls=" + store,
        "--advertise-client-urls=" + store,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=default=" + peer);
    Files.writeString(folder.resolve("tokens.csv"), token + ",admin,1,\"system:masters\"\n");
    writeKey(folder.resolve("accounts.key"));
    run(
        KubeParts.API_SERVER,
        "kube-apiserver",
        "--etcd-servers=" + store,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--secure-port=" + port,
        "--cert-dir=certificates",
        "--service-account-key-file=accounts.key",
        "--service-account-signing-key-file=accounts.key",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--token-auth-file=tokens.csv",
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.0.0.0/24");
    Eventually.eventually(START, this::assertReady);
    Files.writeString(kubeconfig(), configuration());
  }

  private void run(Path program, String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    processes.addFirst(process);
    // a run that is cut short leaves nothing behind
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  private static void writeKey(Path file) throws IOException, GeneralSecurityException {
    var keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    String key =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
    Files.writeString(
        file, "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
  }

  private void assertReady() {
    for (Process process : processes) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the cluster does not start, see " + folder);
      }
    }
    assertThat(certificate()).as("the API server's certificate").isRegularFile();
    try {
      client = client == null ? trusting(certificate()) : client;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the certificate is half written", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(send("GET", "/readyz", "").status()).isEqualTo(200);
  }

  private Path certificate() {
    return folder.resolve("certificates").resolve("apiserver.crt");
  }

  private static HttpClient trusting(Path certificates)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = Files.newInputStream(certificates)) {
      for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("" + store.size(), one);
      }
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(tls).build();
  }

  private Path kubeconfig() {
    return folder.resolve("kubeconfig");
  }

  private String configuration() {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: local, cluster: {server: "https://127.0.0.1:%d", certificate-authority: "%s"}}]
    users: [{name: admin, user: {token: "%s"}}]
    contexts: [{name: local, context: {cluster: local, user: admin}}]
    current-context: local
    """
        .formatted(port, certificate(), token);
  }

  /** What the API server answers. */
  record Answer(int status, String body, List<String> warnings) {}

  /** Sends a request with a body of YAML or JSON; an apply is a {@code PATCH}. */
  Answer send(String method, String target, String body) {
    String type = method.equals("PATCH") ? "application/apply-patch+yaml" : "application/yaml";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + target))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", type)
            .header("Accept", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(), response.body(), response.headers().allValues("Warning"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Runs Helm, which must succeed and must not have been warned; gives what it printed. */
  String helm(String... arguments) {
    List<String> command = new ArrayList<>(List.of(KubeParts.HELM.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", kubeconfig().toString());
    builder.environment().put("HELM_CACHE_HOME", folder.resolve("helm").toString());
    Path errors = folder.resolve("helm.err");
    try {
      Process helm = builder.redirectError(errors.toFile()).start();
      String printed = new String(helm.getInputStream().readAllBytes(), UTF_8);
      assertThat(helm.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(Files.readString(errors)).as(String.join(" ", arguments)).isEmpty();
      assertThat(helm.exitValue()).as(printed).isZero();
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    // the API server before its store, or it would fill its log
    processes.forEach(Process::destroyForcibly);
    if (Files.exists(kubeconfig())) {
      processes.forEach(process -> process.onExit().join());
      deleteFolder();
    }
  }

  /** The store alone takes 128 MB; where it did not start, its log is wanted. */
  private void deleteFolder() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
