package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.it.TestAuthority;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.request.RequestEdits;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** A client by TLS that reads until the end takes no part of an answer for the whole. */
class CutOverTlsTest {

  private static TestApplication application;
  private static SSLContext trusting;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    var authority = TestAuthority.create();
    Path keys = folder.resolve("server.p12");
    try (var out = Files.newOutputStream(keys)) {
      authority.key("server").store(out, TestAuthority.PASSWORD.toCharArray());
    }
    application =
        TestApplication.start(
            "server.ssl.key-store=" + keys,
            "server.ssl.key-store-type=PKCS12",
            "server.ssl.key-store-password=" + TestAuthority.PASSWORD);
    trusting = trusting(authority.trust());
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static RawClient connect() throws IOException {
    var socket =
        (SSLSocket)
            trusting
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), application.port());
    socket.startHandshake();
    return new RawClient(socket);
  }

  private static void serve(TestUpstream upstream) {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(),
        (_, _) -> Mono.just(new Decision.Admitted(null, RequestEdits.NONE)));
  }

  @Test
  void resetsAnOldClientWhoseAnswerBreaksOff() throws Exception {
    var released = new CompletableFuture<Void>();
    try (var upstream = new TestUpstream();
        var client = connect()) {
      serve(upstream);
      upstream.answer(
          exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
            released.join();
            exchange.socket().close();
          });
      client.send("GET / HTTP/1.0\r\nHost: gw.test\r\n\r\n");
      var head = client.receiveHead();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Transfer-Encoding")).isNull();
      assertThat(client.in().readNBytes(4)).asString().isEqualTo("half");
      released.complete(null);
      // a close_notify, and also a connection closed in order, would be read as the end
      assertThatThrownBy(() -> client.in().read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void endsAWholeAnswerInOrder() throws Exception {
    try (var upstream = new TestUpstream();
        var client = connect()) {
      serve(upstream);
      upstream.answer(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n\r\n");
      client.send("GET / HTTP/1.0\r\nHost: gw.test\r\n\r\n");
      var answer = client.receive();
      assertThat(answer.whole()).isTrue();
      assertThat(answer.body()).isEqualTo("whole");
    }
  }
}
