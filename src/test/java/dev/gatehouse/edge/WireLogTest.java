package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WireLogTest {

  private final WireChannel wire = new WireChannel();

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void tellsTheLogOfARequestThatItRefusesWithoutItsQuery() {
    wire.send("GET /a/..?access_token=x HTTP/1.1\r\nHost: gw.test\r\n\r\n");
    assertThat(wire.logged)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.method()).isEqualTo("GET");
              assertThat(request.rawPath()).isEqualTo("/a/..");
              assertThat(request.status()).isEqualTo(400);
              assertThat(request.code()).isEqualTo("request_rejected");
              assertThat(wire.answers()).contains("X-Request-Id: " + request.requestId());
            });
  }

  @Test
  void tellsTheLogOfARequestThatItCouldNotRead() {
    wire.send("GET\r\n\r\n");
    assertThat(wire.logged)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.method()).isNull();
              assertThat(request.rawPath()).isNull();
            });
  }

  @Test
  void leavesARequestWhoseBodyIsAtFaultToItsHandler() {
    wire.holdAnswersBack();
    wire.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    wire.send("zz\r\n");
    assertThat(wire.statuses()).containsExactly(400);
    assertThat(wire.logged).isEmpty();
  }
}
