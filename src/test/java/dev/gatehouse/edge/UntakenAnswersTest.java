package dev.gatehouse.edge;

import static dev.gatehouse.it.Http2Wire.CANCEL;
import static dev.gatehouse.it.Http2Wire.SETTINGS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.it.Http2Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;

/** Clients on real sockets that read nothing of answers that never end. */
class UntakenAnswersTest {

  private static final EdgeLimits LIMITS =
      new EdgeLimits(4096, 8192, Duration.ofSeconds(10), Duration.ofSeconds(1), 100);
  private static final byte[] SHUT = {0, 4, 0, 0, 0, 0};
  private static final byte[] OPEN = {0, 4, 0x7f, -1, -1, -1};

  private final CompletableFuture<Void> endless = new CompletableFuture<>();
  private final CompletableFuture<Void> silent = new CompletableFuture<>();
  private DisposableServer server;

  @BeforeEach
  void start() {
    server =
        TestEdge.edge(LIMITS)
            .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
            .handle(
                (request, response) ->
                    request.uri().equals("/silent")
                        ? response.send(
                            Flux.<ByteBuf>never().doOnCancel(() -> silent.complete(null)))
                        : response.send(
                            Flux.<ByteBuf>generate(
                                    sink -> sink.next(Unpooled.buffer().writeZero(9_999)))
                                .doOnCancel(() -> endless.complete(null))))
            .bindNow();
  }

  @AfterEach
  void stop() {
    server.disposeNow();
  }

  @Test
  void lettingNothingThroughByHttp1EndsTheAnswer() throws Exception {
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()));
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: gw.test\r\n\r\n".getBytes(ISO_8859_1));
      endless.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void shuttingTheWindowEndsTheAnswerAndNoOther() throws Exception {
    try (var wire = Http2Wire.to(server.port())) {
      wire.frame(SETTINGS, 0, 0, SHUT).get(1, "/silent").get(3, "/endless");
      assertThat(wire.reset(3)).isEqualTo(CANCEL);
      endless.get(20, TimeUnit.SECONDS);
      assertThat(silent).isNotDone();
    }
    silent.get(20, TimeUnit.SECONDS);
  }

  @Test
  void shuttingTheSocketBehindAnOpenWindowEndsTheAnswer() throws Exception {
    try (var wire = Http2Wire.to(server.port())) {
      wire.frame(SETTINGS, 0, 0, OPEN)
          .frame(Http2Wire.WINDOW_UPDATE, 0, 0, (byte) 0x7f, (byte) -1, (byte) 0, (byte) 0)
          .get(1, "/endless");
      endless.get(20, TimeUnit.SECONDS);
    }
  }
}
