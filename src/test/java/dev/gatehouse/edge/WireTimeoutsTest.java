package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WireTimeoutsTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: gw.test\r\n\r\n";

  private final WireChannel wire = new WireChannel();

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void answersASlowHead() {
    wire.send("GET / HTTP/1.1\r\n");
    for (int second = 0; second < 9; second++) {
      wire.passTime(Duration.ofSeconds(1));
      wire.send("X: y\r\n");
    }
    assertThat(wire.statuses()).isEmpty();
    wire.passTime(Duration.ofSeconds(1));
    assertThat(wire.answers()).startsWith("HTTP/1.1 408 ").contains("request_timeout");
    assertThat(wire.isOpen()).isFalse();
  }

  @Test
  void theHeadsTimeBeginsWithItsFirstOctet() {
    wire.passTime(Duration.ofSeconds(50));
    wire.send("G");
    wire.passTime(Duration.ofMillis(9999));
    assertThat(wire.isOpen()).isTrue();
    wire.passTime(Duration.ofMillis(1));
    assertThat(wire.statuses()).containsExactly(408);
  }

  @Test
  void everyHeadHasItsOwnTime() {
    wire.send(GET + "GET");
    wire.passTime(Duration.ofSeconds(9));
    wire.send(" / HTTP/1.1\r\nHost: a\r\n\r\nGET");
    wire.passTime(Duration.ofSeconds(9));
    assertThat(wire.statuses()).containsExactly(200, 200);
    assertThat(wire.isOpen()).isTrue();
  }

  @Test
  void closesAConnectionWithoutARequest() {
    wire.passTime(Duration.ofSeconds(59));
    assertThat(wire.isOpen()).isTrue();
    wire.passTime(Duration.ofSeconds(1));
    assertThat(wire.isOpen()).isFalse();
    assertThat(wire.answers()).isEmpty();
  }

  @Test
  void closesAConnectionWithoutAnotherRequest() {
    wire.passTime(Duration.ofSeconds(30));
    wire.send(GET);
    wire.passTime(Duration.ofSeconds(59));
    assertThat(wire.isOpen()).isTrue();
    wire.passTime(Duration.ofSeconds(1));
    assertThat(wire.isOpen()).isFalse();
  }

  @Test
  void anAnswerMayTakeLongerThanAnyTimeout() {
    wire.holdAnswersBack();
    wire.send(GET);
    wire.passTime(Duration.ofHours(1));
    assertThat(wire.isOpen()).isTrue();
    wire.answerNext();
    wire.passTime(Duration.ofSeconds(59));
    assertThat(wire.isOpen()).isTrue();
    wire.passTime(Duration.ofSeconds(1));
    assertThat(wire.isOpen()).isFalse();
  }

  @Test
  void aBodyMayTakeAsLongAsItLikesButNotPause() {
    wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
    for (int i = 0; i < 50; i++) {
      wire.passTime(Duration.ofSeconds(59));
      wire.send("x");
    }
    assertThat(wire.isOpen()).isTrue();
    wire.passTime(Duration.ofSeconds(60));
    assertThat(wire.statuses()).containsExactly(408);
    assertThat(wire.isOpen()).isFalse();
    assertThat(wire.received).isEmpty();
  }

  @Test
  void aPauseThatNobodyReadsInIsNotTheClients() {
    wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
    wire.channel.config().setAutoRead(false);
    wire.send("x");
    wire.passTime(Duration.ofHours(1));
    assertThat(wire.isOpen()).isTrue();
    wire.channel.read();
    wire.passTime(Duration.ofSeconds(60));
    assertThat(wire.statuses()).containsExactly(408);
  }
}
