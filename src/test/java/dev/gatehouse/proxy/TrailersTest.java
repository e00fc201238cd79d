package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upstream says behind a body reaches clients that take it, in both lanes. */
class TrailersTest extends ProxyTest {

  private static final String ANSWER =
      """
      HTTP/1.1 200 OK
      Transfer-Encoding: chunked
      Trailer: X-Sum

      2
      ok
      0
      X-Sum: 7
      Set-Cookie: late=1
      content_length: 9
      X-Request-Id: theirs

      """
          .replace("\n", "\r\n");

  private List<String> behindTheHead(boolean directLane, String... fields) throws IOException {
    upstream.answer(ANSWER);
    application.serve(
        TestSnapshots.with().directLane(directLane).open(upstream.uri(), "Path=/**").snapshot(),
        deciding(anonymous()));
    client.send(RawClient.head("GET", "/x", fields));
    List<String> lines = new ArrayList<>();
    RawClient.Answer head = client.receiveHead();
    lines.add("Trailer: " + head.header("Trailer"));
    for (String line = client.line(); !line.isEmpty(); line = client.line()) {
      lines.add(line);
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reachAClientThatTakesThem(boolean directLane) throws IOException {
    assertThat(behindTheHead(directLane, "TE: trailers"))
        .containsExactly("Trailer: X-Sum", "2", "ok", "0", "X-Sum: 7");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stayAwayFromOthers(boolean directLane) throws IOException {
    assertThat(behindTheHead(directLane)).containsExactly("Trailer: null", "2", "ok", "0");
  }
}
