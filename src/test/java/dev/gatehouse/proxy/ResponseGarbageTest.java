package dev.gatehouse.proxy;

import static dev.gatehouse.proxy.TestUpstreamScripts.sendOctetByOctet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What upstreams say that is no response. No client takes it for one, no connection on which it was
 * said is used again, and the next answers are those of whoever asked.
 */
class ResponseGarbageTest extends ProxyTest {

  private static final String MINE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine";
  private static final String OK = "HTTP/1.1 200 OK|Content-Length: 2|";
  private static final String CHUNKED = "HTTP/1.1 200 OK|Transfer-Encoding: chunked||";
  private static final String KILOBYTE = "X-A: " + "a".repeat(1_017) + "|";

  static final List<String> STATUS_LINES =
      List.of(
          "garbage||",
          "HTTP/1.1||",
          "HTTP/1.1 OK||",
          "200 OK|Content-Length: 2||ok",
          "ICY 200 OK|Content-Length: 2||ok",
          "HTP/1.1 200 OK|Content-Length: 2||ok",
          "GET / HTTP/1.1|Content-Length: 2||ok",
          "HTTP/1.1 99 Odd|Content-Length: 2||ok",
          "HTTP/1.1 099 Odd|Content-Length: 2||ok",
          "HTTP/1.1 1000 Odd|Content-Length: 2||ok",
          "HTTP/1.1 200 O\rK|Content-Length: 2||ok",
          "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
          "HTTP/1.1 101 Switching Protocols|Upgrade: x|Connection: upgrade||",
          "HTTP/1.1 100 Continue||HTTP/1.1 101 Switching Protocols|Upgrade: x||",
          "HTTP/1.1 100 Continue||garbage||",
          "HTTP/1.1 100 Continue|Content-Length: 2||okHTTP/1.1 200 OK|Content-Length: 2||ok");

  static final List<String> FIELDS =
      List.of(
          OK + "X-A||ok",
          OK + ": b||ok",
          "HTTP/1.1 200 OK| X-A: b|Content-Length: 2||ok",
          OK + "X-A: a\0b||ok",
          OK + "X-A: a\rb||ok",
          OK + "X-A: a\u0007b||ok",
          OK + "X-A: a\u007fb||ok",
          OK + "X\0A: b||ok",
          OK + "X-\u00e4: b||ok");

  static final List<String> LENGTHS =
      List.of(
          OK + "Content-Length: 2||ok",
          OK + "Content-Length: 3||ok",
          "HTTP/1.1 200 OK|Content-Length: 2, 2||ok",
          "HTTP/1.1 200 OK|Content-Length: 2, 3||ok",
          "HTTP/1.1 200 OK|Content-Length: 2,||ok",
          "HTTP/1.1 200 OK|Content-Length: 2 3||ok",
          "HTTP/1.1 200 OK|Content-Length: -1||ok",
          "HTTP/1.1 200 OK|Content-Length: +2||ok",
          "HTTP/1.1 200 OK|Content-Length: 0x2||ok",
          "HTTP/1.1 200 OK|Content-Length: 9223372036854775808||ok",
          "HTTP/1.1 200 OK|Content-Length: 18446744073709551618||ok",
          "HTTP/1.1 200 OK|Content-Length:||ok",
          "HTTP/1.1 204 No Content|Content-Length: 2|Content-Length: 3||",
          "HTTP/1.1 304 Not Modified|Content-Length: x||",
          OK + "Transfer-Encoding: chunked||2|ok|0||",
          "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Content-Length: 2||2|ok|0||",
          "HTTP/1.1 200 OK|Transfer-Encoding: xchunked|Content-Length: 2||ok",
          "HTTP/1.1 200 OK|Transfer-Encoding:\u000bchunked||2|ok|0||",
          "HTTP/1.1 200 OK|Transfer-Encoding|Content-Length: 2||ok",
          "HTTP/1.0 200 OK|Transfer-Encoding: chunked|Connection: keep-alive||2|ok|0||");

  static final List<String> TOO_LONG =
      List.of(
          "HTTP/1.1 200 " + "a".repeat(8_300) + "|Content-Length: 2||ok",
          "HTTP/1.1 200 OK|X-A: " + "a".repeat(66_000) + "|Content-Length: 2||ok",
          "HTTP/1.1 200 OK|" + KILOBYTE.repeat(65) + "Content-Length: 2||ok",
          "HTTP/1.1 103 Early Hints|" + KILOBYTE.repeat(65) + "|" + OK + "|ok",
          "HTTP/1.1 200 OK|" + "a".repeat(200_000));

  static final List<String> BODIES =
      List.of(
          CHUNKED + "zz|ok|0||",
          CHUNKED + "-2|ok|0||",
          CHUNKED + "0x2|ok|0||",
          CHUNKED + "80000000|ok|0||",
          CHUNKED + "FFFFFFFFFFFFFFFF2|ok|0||",
          CHUNKED + "2;" + "a".repeat(9_000) + "|ok|0||",
          CHUNKED + "2;a\nb|ok|0||",
          CHUNKED + "2\nok\n0\n\n",
          CHUNKED + "2|okXX0||",
          CHUNKED + "2|ok||",
          CHUNKED + "2|ok|0|X-T||",
          CHUNKED + "2|ok|0|" + KILOBYTE.repeat(65) + "|");

  @BeforeEach
  void serve() {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
  }

  /** Says so, and leaves it to the gateway to close the connection. */
  private void say(String octets) {
    upstream.answer(
        exchange -> {
          switch (new TestUpstream.Seen(exchange.line(), List.of()).target()) {
            case "/mine" -> exchange.send(MINE);
            case "/octets" -> sendOctetByOctet(exchange, lines(octets));
            default -> exchange.send(lines(octets));
          }
        });
  }

  private static String lines(String octets) {
    return octets.replace("|", "\r\n");
  }

  @ParameterizedTest
  @FieldSource({"STATUS_LINES", "FIELDS", "LENGTHS", "TOO_LONG"})
  void isAnswered502(String octets) {
    say(octets);
    for (String target : List.of("/", "/octets")) {
      try (RawClient victim = application.connect()) {
        assertThat(victim.get(target).status()).as(target).isEqualTo(502);
        upstream.sawEnd();
        assertThat(victim.get("/mine").body()).isEqualTo("mine");
      }
    }
    assertThat(client.get("/mine").body()).isEqualTo("mine");
  }

  @ParameterizedTest
  @FieldSource("BODIES")
  void isAnswered502OrCut(String octets) {
    say(octets);
    for (String target : List.of("/", "/octets")) {
      try (RawClient victim = application.connect()) {
        var answer = victim.get(target);
        // in one piece, the head may not have been passed on when the garbage came
        if (target.equals("/octets") || answer.status() != 502) {
          assertThat(answer.status()).as(target).isEqualTo(200);
          assertThat(answer.whole()).as(target).isFalse();
          assertThat(answer.body()).as(target).isIn("", "ok");
        }
        upstream.sawEnd();
      }
    }
    assertThat(client.get("/mine").body()).isEqualTo("mine");
  }

  static Stream<String> unasked() {
    String second = "HTTP/1.1 200 OK|X-Evil: 1|Content-Length: 4||evil";
    return Stream.of(OK + "|ok", CHUNKED + "2|ok|0||", "HTTP/1.1 304 Not Modified||")
        .flatMap(
            first ->
                Stream.of(
                    first + second,
                    first + second + second,
                    first + "garbage||",
                    first + "HTTP/1.1 100 Continue||" + second));
  }

  @ParameterizedTest
  @MethodSource("unasked")
  void isNotPassedOnBehindAResponse(String octets) {
    say(octets);
    for (String target : List.of("/", "/octets")) {
      var answer = client.get(target);
      assertThat(answer.status()).as(target).isIn(200, 304);
      assertThat(answer.header("X-Evil")).as(target).isNull();
      assertThat(answer.whole()).as(target).isTrue();
      upstream.sawEnd();
      assertThat(client.get("/mine").body()).isEqualTo("mine");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK|X-Evil: 1|Content-Length: 4||evil",
        "HTTP/1.1 408 Request Timeout|Connection: close|Content-Length: 0||",
        "HTTP/1.1 103 Early Hints||HTTP/1.1 200 OK|Content-Length: 4||evil",
        "HTTP/1.1 204 No Content||",
        "garbage||"
      })
  void isNotWaitedForByTheNext(String octets) {
    var answered = new CountDownLatch(1);
    upstream.answer(
        exchange -> {
          boolean first = answered.getCount() > 0;
          exchange.send(MINE);
          if (first) {
            TestUpstreamScripts.await(answered);
            exchange.send(lines(octets));
          }
        });
    assertThat(client.get("/").body()).isEqualTo("mine");
    answered.countDown();
    upstream.sawEnd();
    assertThat(client.get("/").body()).isEqualTo("mine");
    try (RawClient other = application.connect()) {
      assertThat(other.get("/").body()).isEqualTo("mine");
    }
  }

  /** RFC 9112, section 5.2. */
  @Test
  void unfoldsFields() {
    say(OK + "X-A: a| b|\tc||ok");
    for (String target : List.of("/", "/octets")) {
      assertThat(client.get(target).header("X-A")).isEqualTo("a b c");
    }
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void passesLongHeads() {
    say("HTTP/1.1 200 " + "a".repeat(8_000) + "|" + KILOBYTE.repeat(62) + "Content-Length: 2||ok");
    assertThat(client.get("/").headers("X-A")).hasSize(62);
    assertThat(client.get("/octets").headers("X-A")).hasSize(62);
    assertThat(upstream.connections()).isEqualTo(1);
  }
}
