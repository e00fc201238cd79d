package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between client and upstream. */
class UpstreamExchangeTest extends ProxyTest {

  private void serve() {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
  }

  @Test
  void sendsAnOldClientNoChunks() {
    serve();
    upstream.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n\r\n");
    client.send("GET / HTTP/1.0\r\nHost: gw.test\r\n\r\n");
    var answer = client.receive();
    assertThat(answer.header("Transfer-Encoding")).isNull();
    assertThat(answer.body()).isEqualTo("whole");
  }

  @Test
  void dropsInterimResponsesAndKeepsTheConnectionInStep() {
    serve();
    upstream.answer(
        crlf(
            """
            HTTP/1.1 103 Early Hints
            Link: </s.css>

            HTTP/1.1 102 Processing

            HTTP/1.1 200 OK
            Content-Length: 5

            final"""));
    for (int i = 0; i < 5; i++) {
      var answer = client.get("/");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("final");
    }
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "204, ''",
    "304, 'ETag: \"1\"\r\n'",
    "299, 'Content-Length: 0\r\n'",
    "599, 'Content-Length: 0\r\n'"
  })
  void passesStatus(int status, String fields) {
    serve();
    upstream.answer("HTTP/1.1 " + status + " Odd\r\n" + fields + "\r\n");
    assertThat(client.get("/").status()).isEqualTo(status);
    assertThat(client.get("/").status()).isEqualTo(status);
  }

  @Test
  void passesTheHeadOfAHeadResponse() {
    serve();
    upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nX-A: b\r\n\r\n");
    for (int i = 0; i < 2; i++) {
      var answer = client.send(RawClient.head("HEAD", "/")).receive(true);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Length")).isEqualTo("1234");
      assertThat(answer.header("X-A")).isEqualTo("b");
    }
  }

  @Test
  void removesHopByHopHeadersFromTheResponse() {
    serve();
    upstream.answer(
        crlf(
            """
            HTTP/1.1 200 OK
            Content-Length: 2
            Connection: keep-alive, X-Hop
            X-Hop: 1
            Keep-Alive: timeout=5
            Proxy-Authenticate: Basic
            X-Request-Id: theirs
            Set-Cookie: a=1
            Set-Cookie: b=2

            ok"""));
    var answer = client.get("/");
    assertThat(answer.header("X-Hop")).isNull();
    assertThat(answer.header("Keep-Alive")).isNull();
    assertThat(answer.header("Proxy-Authenticate")).isNull();
    assertThat(answer.headers("Set-Cookie")).containsExactly("a=1", "b=2");
    assertThat(answer.headers("X-Request-Id"))
        .containsExactly(upstream.seen().header("X-Request-Id"))
        .doesNotContain("theirs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"})
  void passesCountedAndChunkedBodies(String method) {
    serve();
    upstream.answer(TestUpstreamScripts::echo);
    String counted = RawClient.head(method, "/", "Content-Length: 5") + "hello";
    assertThat(client.send(counted).receive().body()).isEqualTo("hello");
    assertThat(upstream.seen().header("Content-Length")).isEqualTo("5");
    String chunked =
        RawClient.head(method, "/", "Transfer-Encoding: chunked")
            + "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
    assertThat(client.send(chunked).receive().body()).isEqualTo("hello");
    assertThat(upstream.seen().header("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void dropsTrailersOfTheRequest() {
    serve();
    upstream.answer(TestUpstreamScripts::echo);
    String chunked =
        RawClient.head("POST", "/", "Transfer-Encoding: chunked", "Trailer: X-User-Id")
            + "2\r\nab\r\n0\r\nX-User-Id: admin\r\n\r\n";
    assertThat(client.send(chunked).receive().body()).isEqualTo("ab");
    assertThat(upstream.seen().fields()).noneMatch(field -> field.contains("X-User-Id"));
    assertThat(client.get("/").status()).isEqualTo(200);
  }

  @Test
  void sendsAPostWithoutABodyWithoutOne() {
    serve();
    upstream.answer(TestUpstreamScripts::echo);
    assertThat(client.send(RawClient.head("POST", "/")).receive().status()).isEqualTo(200);
    assertThat(upstream.seen().headers("Transfer-Encoding")).isEmpty();
  }

  @Test
  void answersExpectationsOnlyWhenTheBodyIsWanted() throws Exception {
    serve();
    upstream.answer(TestUpstreamScripts::echo);
    client.send(RawClient.head("POST", "/", "Content-Length: 2", "Expect: 100-continue"));
    assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
    assertThat(client.line()).isEmpty();
    assertThat(client.send("ab").receive().body()).isEqualTo("ab");
    assertThat(upstream.seen().headers("Expect")).isEmpty();
  }

  @Test
  void passesAnAnswerThatComesBeforeTheBodyIsRead() {
    serve();
    upstream.answer(
        exchange -> {
          exchange.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
          exchange.readBody();
        });
    client.send(RawClient.head("POST", "/", "Content-Length: 1000")).send(new byte[500]);
    assertThat(client.receive().status()).isEqualTo(413);
  }

  @Test
  void sendsTheHeadOfAStreamBeforeItsFirstOctet() {
    serve();
    var released = new CountDownLatch(1);
    upstream.answer(
        exchange -> {
          exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
          await(released);
          exchange.send("data: 1\n\n");
          exchange.socket().close();
        });
    client.send(RawClient.head("GET", "/"));
    assertThat(client.receiveHead().header("Content-Type")).isEqualTo("text/event-stream");
    released.countDown();
  }

  @Test
  void reusesConnections() {
    serve();
    for (int i = 0; i < 10; i++) {
      assertThat(client.get("/" + i).status()).isEqualTo(200);
    }
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 30\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 30\r\n\r\n"
      })
  void givesNoClientTheSecondOfTwoAnswersToOneRequest(String first) {
    serve();
    for (int i = 0; i < 5; i++) {
      upstream.answer(first + "HTTP/1.1 200 OK\r\nX-Evil: 1\r\n\r\n");
      assertThat(client.get("/").header("X-Evil")).isNull();
      upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine");
      assertThat(client.get("/").body()).isEqualTo("mine");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
      })
  void reusesNoConnectionWithABodyWhereNoneCanBe(String body) {
    serve();
    upstream.answer("HTTP/1.1 204 No Content\r\n" + body);
    assertThat(client.get("/").status()).isEqualTo(204);
    upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine");
    assertThat(client.get("/").body()).isEqualTo("mine");
  }

  private static String crlf(String lines) {
    return lines.replace("\n", "\r\n");
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("nobody released the upstream");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
