package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class HealthProbeTest {

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final HealthProbe probe = new HealthProbe(new PrintStream(told, true, UTF_8));

  @Test
  void isContentWith200Alone() {
    assertThat(asked(200)).isZero();
    assertThat(told.toString(UTF_8)).isEqualTo("ready\n");
    assertThat(asked(503)).isEqualTo(1);
    assertThat(told.toString(UTF_8)).contains("not ready: status 503");
  }

  @Test
  void followsNoRedirectToSomebodyWhoIsReady() {
    assertThat(asked(302)).isEqualTo(1);
  }

  @Test
  void saysWhyNobodyAnswers() {
    DisposableServer server = HttpServer.create().host("127.0.0.1").port(0).bindNow();
    server.disposeNow();

    assertThat(probe.ask(address(server))).isEqualTo(1);
    assertThat(told.toString(UTF_8)).contains("not ready: ");
  }

  private int asked(int status) {
    DisposableServer server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((_, response) -> response.status(status).header("Location", "/").send())
            .bindNow();
    try {
      return probe.ask(address(server));
    } finally {
      server.disposeNow();
    }
  }

  private static URI address(DisposableServer server) {
    return URI.create("http://127.0.0.1:" + server.port() + "/readyz");
  }
}
