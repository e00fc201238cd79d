package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of Spring Cloud Gateway that would hold a body, or believe what is said of it. */
class BodyFiltersTest extends ProxyTest {

  private static final String CHUNKED = "Transfer-Encoding: chunked";

  private void serve(String filter) {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**", filter).snapshot(),
        deciding(anonymous()));
  }

  @Test
  void answersABodyThatSaysItIsTooLargeAsGatehouseDoes() throws Exception {
    serve("RequestSize=4B");
    var answer = client.send(RawClient.head("POST", "/", "Content-Length: 5") + "12345").receive();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("\"code\":\"body_too_large\"");
    assertThat(answer.header("errorMessage")).isNull();
    assertThat(application.logged(answer).code()).isEqualTo("body_too_large");
    assertThat(upstream.sawNothing()).isTrue();
  }

  @Test
  void aChunkedBodyCannotPassForASmallOne() {
    serve("RequestSize=4B");
    client.send(RawClient.head("POST", "/", CHUNKED) + "3\r\n123\r\n3\r\n456\r\n0\r\n\r\n");
    var answer = client.receive();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("\"code\":\"body_too_large\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 4", CHUNKED})
  void passesABodyOfTheSizeAllowed(String framing) {
    serve("RequestSize=4B");
    upstream.answer(
        exchange -> {
          String body = exchange.readBody();
          exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + body);
        });
    String body = framing.equals(CHUNKED) ? "4\r\n1234\r\n0\r\n\r\n" : "1234";
    assertThat(client.send(RawClient.head("POST", "/", framing) + body).receive().body())
        .isEqualTo("1234");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 4", CHUNKED})
  void sendsNoBodyTwice(String framing) {
    serve("Retry=3,BAD_GATEWAY,PUT");
    var attempts = new AtomicInteger();
    upstream.answer(
        exchange -> {
          attempts.incrementAndGet();
          exchange.socket().close();
        });
    String body = framing.equals(CHUNKED) ? "4\r\n1234\r\n0\r\n\r\n" : "1234";
    assertThat(client.send(RawClient.head("PUT", "/", framing) + body).receive().status())
        .isEqualTo(502);
    assertThat(attempts).hasValue(1);
  }

  @Test
  void holdsNoBodyBackToRetry() {
    serve("Retry=3,BAD_GATEWAY,PUT");
    upstream.answer(
        exchange -> {
          // the first octets arrive while the client still holds the others
          exchange.in().readNBytes(2);
          exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
    client.send(RawClient.head("PUT", "/", "Content-Length: 1000000") + "12");
    assertThat(client.receive().body()).isEqualTo("ok");
  }

  @Test
  void repeatsNothingThatIsNotIdempotent() {
    assertThatThrownBy(() -> serve("Retry=3,BAD_GATEWAY,POST"))
        .hasMessageContaining("POST is not idempotent");
  }
}
