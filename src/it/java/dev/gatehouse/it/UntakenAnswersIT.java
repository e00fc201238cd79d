package dev.gatehouse.it;

import static dev.gatehouse.it.Http2Wire.CANCEL;
import static dev.gatehouse.it.Http2Wire.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that read nothing of answers, and an upstream whose answers never end. */
class UntakenAnswersIT {

  private static final byte[] SHUT = {0, 4, 0, 0, 0, 0};

  private static ScriptedUpstream upstream;
  private static GatehouseProcess gatehouse;

  @BeforeAll
  static void start() {
    upstream = new ScriptedUpstream(UntakenAnswersIT::serve);
    String yaml =
        """
        gatehouse:
          routes:
            - {id: all, uri: $UPSTREAM, predicates: [Path=/**], policy: none}
          limits: {idleTimeout: 1s}
        """
            .replace("$UPSTREAM", upstream.url());
    gatehouse =
        GatehouseProcess.startArguments(
            Map.of(),
            "--gatehouse.config=" + GatehouseProcess.write(GatehouseProcess.inLane(yaml)),
            "--server.port=0",
            "--server.http2.enabled=true",
            "--management.server.port=0");
  }

  @AfterAll
  static void stop() {
    gatehouse.close();
    upstream.close();
  }

  private static void serve(ScriptedUpstream.Exchange exchange) throws IOException {
    exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
    if (exchange.target().equals("/silent")) {
      exchange.hang();
    }
    String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
    while (true) {
      exchange.send(chunk);
    }
  }

  @Test
  void aClientThatReadsNothingHoldsNoUpstream() throws Exception {
    try (var silent = Wire.to(gatehouse.port());
        var shutSocket = Wire.to(gatehouse.port());
        var shutWindow = Http2Wire.to(gatehouse.port())) {
      silent.write(Request.get("/silent").bytes());
      shutSocket.write(Request.get("/endless").bytes());
      shutWindow.frame(SETTINGS, 0, 0, SHUT);
      for (int stream = 1; stream < 40; stream += 2) {
        shutWindow.get(stream, "/endless");
      }
      for (int ended = 0; ended < 21; ended++) {
        assertThat(upstream.ended().poll(20, TimeUnit.SECONDS)).contains("/endless");
      }
      assertThat(shutWindow.reset(39)).isEqualTo(CANCEL);
      assertThat(upstream.connections()).as("the silent one's").isEqualTo(1);
      assertThat(upstream.ended()).isEmpty();
    }
  }
}
