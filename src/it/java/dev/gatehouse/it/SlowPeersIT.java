package dev.gatehouse.it;

import static dev.gatehouse.it.Eventually.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that read nothing of large answers, and upstreams that read nothing of large requests: as
 * many as would have all the memory there is for buffers, if each could hold a megabyte of it.
 */
class SlowPeersIT {

  private static final int MANY = 200;
  private static final String BLOCK = "x".repeat(64 * 1024);

  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Wire> slow = new ArrayList<>();
  private ScriptedUpstream upstream;
  private GatehouseProcess gatehouse;

  @BeforeEach
  void start() {
    upstream = new ScriptedUpstream(this::serve);
    gatehouse =
        GatehouseProcess.start(
            """
            gatehouse:
              routes:
                - {id: all, uri: $UPSTREAM, predicates: [Path=/**], policy: none}
            """
                .replace("$UPSTREAM", upstream.url()));
  }

  @AfterEach
  void stop() throws IOException {
    over.countDown();
    for (Wire wire : slow) {
      wire.close();
    }
    gatehouse.close();
    upstream.close();
  }

  private void serve(ScriptedUpstream.Exchange exchange) throws IOException {
    switch (exchange.target()) {
      case "/small" -> exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      case "/large" -> {
        exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n");
        while (over.getCount() > 0) {
          exchange.send(BLOCK);
        }
      }
      default -> awaitTheEnd();
    }
  }

  private void awaitTheEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void open(String head) throws IOException {
    for (int i = 0; i < MANY; i++) {
      Wire wire = Wire.to(gatehouse.port());
      slow.add(wire);
      wire.write(head.getBytes(ISO_8859_1));
    }
  }

  private void assertOthersAreServed() throws IOException {
    eventually(
        Duration.ofSeconds(20), () -> assertThat(upstream.requests()).isGreaterThanOrEqualTo(MANY));
    for (int i = 0; i < 200; i++) {
      assertThat(Wire.exchange(gatehouse.port(), Request.get("/small")).status()).isEqualTo(200);
    }
    assertThat(upstream.connections()).as("none was broken off").isGreaterThanOrEqualTo(MANY);
  }

  @Test
  void clientsThatReadNothingLeaveMemoryForOthers() throws Exception {
    open("GET /large HTTP/1.1\r\nHost: gw.test\r\n\r\n");
    assertOthersAreServed();
  }

  @Test
  void upstreamsThatReadNothingLeaveMemoryForOthers() throws Exception {
    open("POST /sink HTTP/1.1\r\nHost: gw.test\r\nContent-Length: 9000000000\r\n\r\n");
    for (Wire wire : slow) {
      Thread.startVirtualThread(() -> upload(wire));
    }
    assertOthersAreServed();
  }

  private void upload(Wire wire) {
    byte[] block = BLOCK.getBytes(ISO_8859_1);
    try {
      while (over.getCount() > 0) {
        wire.write(block);
      }
    } catch (UncheckedIOException e) {
      // the test is over
    }
  }
}
