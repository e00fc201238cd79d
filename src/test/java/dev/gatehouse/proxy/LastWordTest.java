package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.ClientContexts;
import dev.gatehouse.config.UpstreamTls;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where filters may lead a request whose upstream is to be spoken to by a bundle's TLS. */
class LastWordTest extends ProxyTest {

  private static final int TLS_HANDSHAKE = 22;
  private static final String ORIGIN = "https://upstream.test";
  private static final String CREDENTIAL = "Authorization: Bearer for-the-upstream-alone";

  private static UpstreamTls tls;

  @BeforeAll
  static void makeTls() throws SSLException {
    var contexts =
        new ClientContexts(
            SslContextBuilder.forClient().build(),
            SslContextBuilder.forClient()
                .applicationProtocolConfig(ClientContexts.http2Alone())
                .build());
    tls = new UpstreamTls("corporate", () -> contexts);
  }

  private void serve(String filter) {
    application.serve(
        TestSnapshots.with().secured(ORIGIN, tls, "Path=/**", filter).snapshot(),
        deciding(anonymous()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "ws", "HTTP", "Https"})
  void aFilterLeadsNoRouteWithTlsToNone(String scheme) {
    serve("SetRequestUri=" + scheme + "://127.0.0.1:" + upstream.port() + "/a");
    for (String grpc : new String[] {"text/plain", "application/grpc"}) {
      var answer = client.get("/a", CREDENTIAL, "Content-Type: " + grpc);
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).contains("internal_error");
    }
    assertThat(client.send(RawClient.head("GET", "/a", WebSocketTest.HANDSHAKE)).receive().status())
        .isEqualTo(500);
    assertThat(upstream.connections()).isZero();
  }

  @Test
  void anotherHostIsSpokenToByTheRoutesTls() throws IOException {
    var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    serve("SetRequestUri=https://127.0.0.1:" + other.getLocalPort() + "/a");
    client.send(RawClient.head("GET", "/a", CREDENTIAL));
    try (Socket connected = other.accept()) {
      // a further try is refused
      other.close();
      connected.setSoTimeout(20_000);
      assertThat(connected.getInputStream().read()).isEqualTo(TLS_HANDSHAKE);
    }
    assertThat(client.receive().status()).isEqualTo(502);
  }
}
