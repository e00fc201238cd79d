package dev.gatehouse.proxy;

import static dev.gatehouse.proxy.TestUpstreamScripts.await;
import static dev.gatehouse.proxy.TestUpstreamScripts.sendAndBeRead;
import static dev.gatehouse.proxy.TestUpstreamScripts.sendOctetByOctet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where a response ends, however it is cut on its way, and what becomes of the connection it came
 * on.
 */
class ResponseFramingTest extends ProxyTest {

  private static final String MINE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine";

  /** From here on, a response is cut in a few places alone. */
  private static final int WHERE_EVERY_OCTET_COUNTS = 120;

  /** What the connection is good for behind a response. */
  private enum Then {
    KEPT,
    CLOSED_BY_GATEWAY,
    ENDED_BY_UPSTREAM
  }

  /** A response, one character an octet, and what the client gets of it. */
  private record Framed(String method, String octets, int status, String body, Then then) {

    static Framed of(Then then, int status, String head, String coded, String body) {
      return of("GET", then, status, head, coded, body);
    }

    static Framed of(String method, Then then, int status, String head, String coded, String body) {
      return new Framed(method, head.replace("|", "\r\n") + "\r\n\r\n" + coded, status, body, then);
    }

    IntStream cuts() {
      int length = octets.length();
      return IntStream.rangeClosed(0, length)
          .filter(
              at ->
                  at <= WHERE_EVERY_OCTET_COUNTS
                      || at >= length - 2
                      || (at % 4_096 <= 1 && at % 16_384 < 4_096));
    }

    @Override
    public String toString() {
      return method + " " + octets.substring(0, Math.min(60, octets.length())).replace("\r\n", "|");
    }
  }

  @BeforeEach
  void serve() {
    serve(TestSnapshots.with());
  }

  private void serve(TestSnapshots snapshots) {
    application.serve(snapshots.open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
  }

  static Stream<Framed> counted() {
    return Stream.of(0, 5, 8_192, 8_193, 100_000)
        .map(
            length ->
                Framed.of(
                    Then.KEPT,
                    200,
                    "HTTP/1.1 200 OK|Content-Length: " + length,
                    octets(length),
                    octets(length)));
  }

  static Stream<Framed> chunked() {
    String chunks = "5\r\nhello\r\n3;x=\"y\"\r\n, w\r\n00b\r\norld\r\n0\r\n\r\n\r\n0\r\n";
    String large = octets(9_000);
    return Stream.of(
        Framed.of(
            Then.KEPT,
            200,
            "HTTP/1.1 200 OK|Transfer-Encoding: chunked",
            chunks + "\r\n",
            "hello, world\r\n0\r\n\r\n"),
        Framed.of(Then.KEPT, 200, "HTTP/1.1 200 OK|Transfer-Encoding: chunked", "0\r\n\r\n", ""),
        Framed.of(
            Then.KEPT,
            200,
            "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Trailer: X-Sum",
            "2\r\nok\r\n0\r\nX-Sum: 7\r\nX-Other: 8\r\n\r\n",
            "ok"),
        Framed.of(
            Then.KEPT,
            200,
            "HTTP/1.1 200 OK|Transfer-Encoding: chunked",
            "2328\r\n" + large + "\r\n0\r\n\r\n",
            large));
  }

  static Stream<Framed> withoutBodies() {
    return Stream.of(
        Framed.of("HEAD", Then.KEPT, 200, "HTTP/1.1 200 OK|Content-Length: 1234", "", ""),
        Framed.of("HEAD", Then.KEPT, 200, "HTTP/1.1 200 OK|Transfer-Encoding: chunked", "", ""),
        Framed.of("HEAD", Then.KEPT, 200, "HTTP/1.1 200 OK", "", ""),
        Framed.of(Then.KEPT, 204, "HTTP/1.1 204 No Content", "", ""),
        Framed.of(Then.KEPT, 204, "HTTP/1.1 204 No Content|Content-Length: 0", "", ""),
        Framed.of(
            Then.CLOSED_BY_GATEWAY, 204, "HTTP/1.1 204 No Content|Content-Length: 30", "", ""),
        Framed.of(Then.KEPT, 205, "HTTP/1.1 205 Reset Content|Content-Length: 0", "", ""),
        Framed.of(Then.KEPT, 304, "HTTP/1.1 304 Not Modified|ETag: \"1\"", "", ""),
        Framed.of(Then.KEPT, 304, "HTTP/1.1 304 Not Modified|Content-Length: 30", "", ""));
  }

  static Stream<Framed> unusual() {
    String early = "HTTP/1.1 100 Continue||HTTP/1.1 103 Early Hints|Link: </s.css>||";
    return Stream.of(
        Framed.of(Then.KEPT, 200, early + "HTTP/1.1 200 OK|Content-Length: 2", "ok", "ok"),
        Framed.of(Then.KEPT, 204, early + "HTTP/1.1 204 No Content", "", ""),
        Framed.of(Then.KEPT, 200, "HTTP/1.1 200|Content-Length: 2", "ok", "ok"),
        Framed.of(Then.KEPT, 200, "HTTP/1.1 200 |Content-Length: 2", "ok", "ok"),
        Framed.of(Then.KEPT, 299, "HTTP/1.1 299 A B  C|content-LENGTH:2", "ok", "ok"));
  }

  static Stream<Framed> last() {
    return Stream.of(
        Framed.of(Then.ENDED_BY_UPSTREAM, 200, "HTTP/1.1 200 OK", "all there is", "all there is"),
        Framed.of(Then.ENDED_BY_UPSTREAM, 200, "HTTP/1.1 200 OK|X-A: b", "", ""),
        Framed.of(Then.ENDED_BY_UPSTREAM, 200, "HTTP/1.0 200 OK", "all there is", "all there is"),
        Framed.of(Then.CLOSED_BY_GATEWAY, 200, "HTTP/1.0 200 OK|Content-Length: 2", "ok", "ok"),
        Framed.of(
            Then.KEPT, 200, "HTTP/1.0 200 OK|Content-Length: 2|Connection: keep-alive", "ok", "ok"),
        Framed.of(
            Then.CLOSED_BY_GATEWAY,
            200,
            "HTTP/1.1 200 OK|Content-Length: 2|Connection: close",
            "ok",
            "ok"),
        Framed.of(
            Then.CLOSED_BY_GATEWAY,
            200,
            "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Connection: X-A, Close",
            "2\r\nok\r\n0\r\n\r\n",
            "ok"),
        Framed.of(
            Then.CLOSED_BY_GATEWAY, 204, "HTTP/1.1 204 No Content|Connection: close", "", ""));
  }

  @ParameterizedTest
  @MethodSource({"counted", "chunked", "withoutBodies", "unusual", "last"})
  void endsWhereItEndsWhereverItIsCut(Framed response) {
    upstream.answer(exchange -> answer(exchange, response));
    int[] cuts = response.cuts().toArray();
    for (int at : cuts) {
      assertPasses(response, "/" + at);
    }
    assertConnections(response, cuts.length);
  }

  @ParameterizedTest
  @MethodSource({"counted", "chunked", "withoutBodies", "unusual", "last"})
  void endsWhereItEndsOctetByOctet(Framed response) {
    upstream.answer(exchange -> answer(exchange, response));
    assertPasses(response, "/octets");
    assertPasses(response, "/octets");
    assertConnections(response, 2);
  }

  private void assertPasses(Framed response, String target) {
    var answer =
        client
            .send(RawClient.head(response.method(), target))
            .receive(response.method().equals("HEAD"));
    assertThat(answer.status()).as(target).isEqualTo(response.status());
    assertThat(answer.body()).as(target).isEqualTo(response.body());
    assertThat(answer.whole()).as(target).isTrue();
  }

  /** Also that the next answers belong to whoever asked. */
  private void assertConnections(Framed response, int exchanges) {
    if (response.then() == Then.KEPT) {
      assertThat(upstream.connections()).isEqualTo(1);
    } else {
      for (int i = 0; i < exchanges; i++) {
        upstream.sawEnd();
      }
      assertThat(upstream.connections()).isEqualTo(exchanges);
    }
    assertThat(client.get("/mine").body()).isEqualTo("mine");
    try (RawClient other = application.connect()) {
      assertThat(other.get("/mine").body()).isEqualTo("mine");
    }
  }

  private static void answer(TestUpstream.Exchange exchange, Framed response) throws IOException {
    String target = new TestUpstream.Seen(exchange.line(), List.of()).target();
    String octets = response.octets();
    if (target.equals("/mine")) {
      exchange.send(MINE);
      return;
    }
    if (target.equals("/octets")) {
      sendOctetByOctet(exchange, octets);
    } else {
      int at = Integer.parseInt(target.substring(1));
      sendAndBeRead(exchange, octets.substring(0, at));
      exchange.send(octets.substring(at));
    }
    if (response.then() == Then.ENDED_BY_UPSTREAM) {
      exchange.socket().close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 10, hello, world",
    "Content-Length: 9000, hello, world",
    "'Transfer-Encoding: chunked', '5\r\nhello\r\n', '5\r\nworld\r\n0\r\n\r\n'",
    "'Connection: close', hello, world"
  })
  void passesOnWhatIsThereBeforeTheRestIs(String framing, String first, String rest)
      throws Exception {
    var read = new CountDownLatch(1);
    String filling = framing.endsWith("9000") ? octets(8_990) : "";
    upstream.answer(
        exchange -> {
          exchange.send("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n" + first);
          await(read);
          exchange.send(filling + rest);
          exchange.socket().close();
        });
    client.send(RawClient.head("GET", "/")).receiveHead();
    assertThat(until("hello")).endsWith("hello");
    read.countDown();
    assertThat(until("world")).endsWith("world");
  }

  /** In the direct lane; Spring's chain waits for the first octets. */
  @Test
  void passesOnAHeadBeforeThereIsABody() throws Exception {
    serve(TestSnapshots.with().directLane(true));
    var read = new CountDownLatch(1);
    upstream.answer(
        exchange -> {
          exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
          await(read);
          exchange.send("hello");
        });
    client.send(RawClient.head("GET", "/"));
    assertThat(client.receiveHead().header("Content-Length")).isEqualTo("5");
    read.countDown();
    assertThat(until("hello")).isEqualTo("hello");
  }

  private String until(String end) throws IOException {
    var read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      int octet = client.in().read();
      assertThat(octet).as("what comes behind %s", read).isNotNegative();
      read.append((char) octet);
    }
    return read.toString();
  }

  private static String octets(int length) {
    return "0123456789abcdef".repeat(length / 16 + 1).substring(0, length);
  }
}
