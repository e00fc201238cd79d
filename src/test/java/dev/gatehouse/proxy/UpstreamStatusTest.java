package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of responses that no client is to see. */
class UpstreamStatusTest extends ProxyTest {

  @ParameterizedTest
  @ValueSource(strings = {"1000", "99", "-1", "20O"})
  void takesAStatusThatIsNoneForTheUpstreamsFailure(String status) {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
    upstream.answer("HTTP/1.1 " + status + " Odd\r\nContent-Length: 0\r\n\r\n");
    assertThat(client.get("/").status()).isEqualTo(502);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip, chunked",
        "gzip,chunked",
        "chunked, chunked",
        "chunked, gzip",
        "gzip",
        "identity, chunked",
        "gzip\r\nTransfer-Encoding: chunked",
        "chunked\r\nTransfer-Encoding: chunked"
      })
  void passesNoBodyOnThatIsStillCoded(String codings) {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
    upstream.answer(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
            + codings
            + "\r\n\r\n2\r\n\u001f\u008b\r\n0\r\n\r\n");
    assertThat(client.get("/").status()).isEqualTo(502);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunked", "Chunked"})
  void passesChunksOn(String coding) {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
    upstream.answer(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + coding + "\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    assertThat(client.get("/").body()).isEqualTo("ok");
  }
}
