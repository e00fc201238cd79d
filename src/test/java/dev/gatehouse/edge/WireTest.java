package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.edge.WireChannel.Received;
import dev.gatehouse.errors.ErrorFormat;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

  private static final String HEAD = "GET / HTTP/1.1\r\nHost: gw.test\r\n";
  private static final String GET = HEAD + "\r\n";
  private static final String CHUNKED =
      "POST /up HTTP/1.1\r\nHost: gw.test\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final WireChannel wire = new WireChannel();

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void answersWithTheContractsProblemAndCloses() {
    wire.send("GET /a/../b HTTP/1.1\r\nHost: gw.test\r\n\r\n");
    assertThat(wire.answers())
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .containsIgnoringCase("\r\nConnection: close\r\n")
        .contains("\r\nContent-Type: application/problem+json\r\n")
        .contains("\r\nCache-Control: no-store\r\n")
        .contains("\r\nX-Request-Id: ")
        .contains("\"code\":\"request_rejected\"")
        .contains("\"detail\":\"the path has a dot segment\"");
    assertThat(wire.isOpen()).isFalse();
    assertThat(wire.received).isEmpty();
  }

  @Test
  void answersInTheConfiguredFormat() {
    try (var text = new WireChannel(WireChannel.LIMITS, ErrorFormat.TEXT)) {
      text.send("GET / HTTP/1.1\r\n\r\n");
      assertThat(text.answers()).endsWith("\r\n\r\nthe Host header is missing");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HEAD /.. HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD / HTTP/1.1\r\nX : y\r\n\r\n"})
  void answersHeadWithoutABody(String request) {
    wire.send(request);
    assertThat(wire.answers()).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET  / HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "GET\t/ HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: gw.test\r\n\r\n",
        "GET / \r\nHost: gw.test\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: gw.test\r\n\r\n",
        "GET / HTTP/1.10\r\nHost: gw.test\r\n\r\n",
        "GET / http/1.1\r\nHost: gw.test\r\n\r\n",
        "GET /\u0000 HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "GET /\rx HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "\nGET / HTTP/1.1\r\nHost: gw.test\r\n\r\n",
        "GET / HTTP/1.1\nHost: gw.test\r\n\r\n",
        "\u0016\u0003\u0001\u0002"
      })
  void refusesARequestLineThatServersReadDifferently(String request) {
    wire.send(request);
    assertThat(wire.statuses()).containsExactly(400);
    assertThat(wire.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " X: folded in front",
        "X: a\r\n folded",
        "X: a\r\n\tfolded",
        "X : y",
        "X\t: y",
        ": y",
        "no colon",
        "X(): y",
        "X\u00e9: y",
        "X: a\rb",
        "X: a\nY: b",
        "X: a\u0000b",
        "X: \u000b",
        "X: \u007f",
        "Sec-WebSocket-Key1: a",
        "Content_Length: 5",
        "content.length: 5",
        "Transfer_Encoding: chunked"
      })
  void refusesAHeaderLineThatServersReadDifferently(String line) {
    wire.send(HEAD + line + "\r\n\r\n");
    assertThat(wire.statuses()).containsExactly(400);
    assertThat(wire.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 1",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding:",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: xchunked",
        "Content-Length: 1\r\nContent-Length: 1",
        "Content-Length: 1, 1",
        "Content-Length: +1",
        "Content-Length: -1",
        "Content-Length: 01",
        "Content-Length: 0x1",
        "Content-Length: 1 1",
        "Content-Length:",
        "Content-Length: 9999999999999999999"
      })
  void refusesFramingThatServersReadDifferently(String lines) {
    wire.send("POST / HTTP/1.1\r\nHost: gw.test\r\n" + lines + "\r\n\r\n0\r\n\r\n");
    assertThat(wire.statuses()).containsExactly(400);
    assertThat(wire.received).isEmpty();
  }

  @Test
  void refusesTransferEncodingOfHttp10() {
    wire.send("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    assertThat(wire.statuses()).containsExactly(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x5\r\nhello\r\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n",
        "5\u000b\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        "5;\r\nhello\r\n0\r\n\r\n",
        "5;a=\r\nhello\r\n0\r\n\r\n",
        "5;a=\"b\r\nhello\r\n0\r\n\r\n",
        "5;a b\r\nhello\r\n0\r\n\r\n",
        "100000000\r\nhello\r\n0\r\n\r\n",
        "4\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\n X: y\r\n\r\n",
        "5\r\nhello\r\n0\r\nX : y\r\n\r\n"
      })
  void refusesChunksThatServersReadDifferently(String chunks) {
    wire.send(CHUNKED + chunks);
    assertThat(wire.statuses()).containsExactly(400);
    assertThat(wire.received).isEmpty();
  }

  @Test
  void passesExtensionsOfChunksAndDropsTrailers() {
    wire.send(
        CHUNKED
            + "5;a;b=c; d=\"e\\\"f;\"\r\nhello\r\n0\r\nAuthorization: Bearer x\r\nX: y\r\n\r\n"
            + GET);
    assertThat(wire.received)
        .containsExactly(new Received("POST", "/up", 5), new Received("GET", "/", 0));
  }

  @Test
  void refusesChunksThatAreMostlyOverhead() {
    wire.send(CHUNKED + ("1;a=" + "b".repeat(1000) + "\r\nx\r\n").repeat(20) + "0\r\n\r\n");
    assertThat(wire.statuses()).containsExactly(400);
  }

  @Test
  void refusesALongChunkLine() {
    wire.send(CHUNKED + "5;ext=" + "a".repeat(64 * 1024));
    assertThat(wire.statuses()).containsExactly(400);
  }

  @ParameterizedTest
  @ValueSource(ints = {20 * 1024 + 1, 100 * 1024})
  void refusesALongRequestLine(int length) {
    String line = "GET /" + "a".repeat(length - 14) + " HTTP/1.1";
    assertThat(line).hasSize(length);
    wire.send(line + "\r\nHost: gw.test\r\n\r\n");
    assertThat(wire.answers()).startsWith("HTTP/1.1 414 ").contains("headers_too_large");
    assertThat(wire.received).isEmpty();
  }

  @Test
  void refusesALongRequestLineBeforeItEnds() {
    wire.send("GET /" + "a".repeat(30 * 1024));
    assertThat(wire.statuses()).containsExactly(414);
  }

  @Test
  void passesARequestLineAndHeadersOfTheLongestLength() {
    String line = "GET /" + "a".repeat(20 * 1024 - 14) + " HTTP/1.1\r\n";
    wire.send(line + "Host: a\r\nX: " + "b".repeat(32 * 1024 - 10) + "\r\n\r\n");
    assertThat(wire.statuses()).containsExactly(200);
  }

  @Test
  void refusesHeadersThatAreTooLargeTogether() {
    wire.send(HEAD + ("X: " + "a".repeat(1000) + "\r\n").repeat(33));
    assertThat(wire.answers()).startsWith("HTTP/1.1 431 ").contains("headers_too_large");
  }

  @Test
  void refusesATokenOfAMegabyte() {
    wire.send(HEAD + "Authorization: Bearer " + "a".repeat(1 << 20) + "\r\n\r\n");
    assertThat(wire.statuses()).containsExactly(431);
    assertThat(wire.received).isEmpty();
  }

  @Test
  void refusesTrailersThatAreTooLarge() {
    wire.send(CHUNKED + "0\r\n" + ("X: " + "a".repeat(1000) + "\r\n").repeat(33));
    assertThat(wire.statuses()).containsExactly(431);
  }

  @Test
  void refusesThousandsOfHeadersWhoseNamesCollide() {
    wire.send(HEAD + "q1:\r\n".repeat(HeadFields.MOST) + "\r\n");
    assertThat(wire.statuses()).containsExactly(431);
    assertThat(wire.received).isEmpty();
  }

  @Test
  void ignoresAnEmptyLineBehindABody() {
    wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi\r\n" + GET);
    assertThat(wire.statuses()).containsExactly(200, 200);
  }

  @Test
  void answersPipelinedRequestsBeforeItRefuses() {
    wire.holdAnswersBack();
    wire.send(GET + GET + "GET /.. HTTP/1.1\r\nHost: gw.test\r\n\r\n" + GET);
    assertThat(wire.statuses()).isEmpty();
    wire.answerNext();
    assertThat(wire.statuses()).containsExactly(200);
    wire.answerNext();
    assertThat(wire.statuses()).containsExactly(200, 200, 400);
    assertThat(wire.isOpen()).isFalse();
    assertThat(wire.received).hasSize(2);
  }

  @Test
  void aBadChunkThatComesLaterEndsTheRequestWithoutItsEverBeingWhole() {
    wire.holdAnswersBack();
    wire.send(CHUNKED + "5\r\nhello\r\n");
    wire.send("zz\r\n0\r\n\r\n");
    assertThat(wire.statuses()).containsExactly(400);
    assertThat(wire.received).isEmpty();
    assertThat(wire.isOpen()).isFalse();
  }

  @Test
  void nothingBehindARefusedRequestIsRead() {
    wire.send("POST /.. HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n");
    wire.send(GET);
    assertThat(wire.statuses()).containsExactly(400);
    assertThat(wire.received).isEmpty();
  }

  @Test
  void anUpgradedConnectionIsNeitherReadNorTimed() {
    wire.upgradeNext();
    wire.send(HEAD + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    assertThat(wire.answers()).startsWith("HTTP/1.1 101 ");
    wire.send("\u0081\u0000 neither a line nor \n a head");
    wire.passTime(Duration.ofHours(1));
    assertThat(wire.isOpen()).isTrue();
    assertThat(wire.answers()).doesNotContain("400");
  }
}
