package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.errors.Fault;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The head of a stream, whatever of it Netty would have refused already. */
class Http2HeadTest {

  private static Http2Headers head(String... fields) {
    var head = new DefaultHttp2Headers(false);
    for (int i = 0; i < fields.length; i += 2) {
      head.add(octets(fields[i]), octets(fields[i + 1]));
    }
    return head;
  }

  private static AsciiString octets(String text) {
    return new AsciiString(text.getBytes(StandardCharsets.ISO_8859_1), false);
  }

  private static Http2Headers get(String... fields) {
    var head = head(":method", "GET", ":scheme", "https", ":authority", "gw.test", ":path", "/a?b");
    head(fields).forEach(field -> head.add(field.getKey(), field.getValue()));
    return head;
  }

  private static HttpRequest read(Http2Headers head, boolean ends) {
    var outcome = StreamHead.read(head, ends, TestEdge.LIMITS);
    assertThat(outcome).isInstanceOf(StreamHead.Outcome.Clear.class);
    return ((StreamHead.Outcome.Clear) outcome).request();
  }

  private static StreamHead.Outcome.Refused refusal(Http2Headers head) {
    var outcome = StreamHead.read(head, true, TestEdge.LIMITS);
    assertThat(outcome).isInstanceOf(StreamHead.Outcome.Refused.class);
    return (StreamHead.Outcome.Refused) outcome;
  }

  @Test
  void readsWhatHttp1WouldHaveSaid() {
    HttpRequest request =
        read(
            get("accept", "*/*", "x", "", "cookie", "a=1", "te", "Trailers", "cookie", "b=2"),
            true);
    assertThat(request.method().name()).isEqualTo("GET");
    assertThat(request.uri()).isEqualTo("/a?b");
    assertThat(request.headers().entries())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "host=gw.test", "accept=*/*", "x=", "te=trailers", "cookie=a=1; b=2");
  }

  @Test
  void aBodyWithoutALengthIsChunked() {
    assertThat(read(get(), false).headers().get("transfer-encoding")).isEqualTo("chunked");
    HttpRequest counted = read(get("content-length", "7"), false);
    assertThat(counted.headers().contains("transfer-encoding")).isFalse();
    assertThat(counted.headers().get("content-length")).isEqualTo("7");
  }

  @Test
  void takesTheHostWhereThereIsNoAuthorityAndOnceWhereBothAgree() {
    var host = head(":method", "GET", ":scheme", "http", ":path", "/", "host", "gw.test");
    assertThat(read(host, true).headers().getAll("host")).containsExactly("gw.test");
    assertThat(read(get("host", "GW.test"), true).headers().getAll("host"))
        .containsExactly("gw.test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|http|gw.test|*",
        "GET|http|gw.test|",
        "GET|http|gw.test|http://gw.test/",
        "GET|http|gw.test|a",
        "GET|http|gw.test|/a b",
        "GET|http|gw.test|/a#b",
        "GET|http|gw.test|/../a",
        "GET|http|u@gw.test|/",
        "GET|http|gw.test, b|/",
        "GET|http|gw.test/x|/",
        "GET|ftp|gw.test|/",
        "GET|http://evil/?|gw.test|/",
        "GET||gw.test|/",
        "get|http|gw.test|/",
        "G T|http|gw.test|/",
        "|http|gw.test|/",
        "CONNECT|http|gw.test|/",
      })
  void refusesControlDataThatHttp1CouldNotHave(
      String method, String scheme, String authority, String path) {
    var head = new DefaultHttp2Headers(false);
    add(head, ":method", method);
    add(head, ":scheme", scheme);
    add(head, ":authority", authority);
    add(head, ":path", path);
    assertThat(refusal(head).fault()).isEqualTo(Fault.REQUEST_REJECTED);
  }

  private static void add(Http2Headers head, String name, String value) {
    if (value != null) {
      head.add(octets(name), octets(value));
    }
  }

  @Test
  void refusesALineBreakThatWouldBeAHeaderOfItsOwn() {
    assertThat(refusal(get("x", "a\r\nx-user-id: root")).detail()).contains("control character");
    assertThat(refusal(get("x", "a\nx-user-id: root")).detail()).contains("control character");
    assertThat(refusal(get("x\r\ny", "a")).detail()).contains("name");
    var path =
        head(":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/ HTTP/1.1\r\n");
    assertThat(refusal(path).fault()).isEqualTo(Fault.REQUEST_REJECTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Upper|a",
        "a b|a",
        "a:b|a",
        "'a '|a",
        "''|a",
        "x|' a'",
        "x|'a\t'",
        "connection|close",
        "keep-alive|1",
        "proxy-connection|x",
        "transfer-encoding|chunked",
        "upgrade|h2c",
        "http2-settings|x",
        "te|gzip",
        "content-length|+1",
        "content-length|1, 1",
        "content_length|1",
        "transfer.encoding|chunked",
        ":path|/b",
        ":protocol|websocket",
        ":status|200",
        "host|other.test",
      })
  void refusesHeadersThatSmuggle(String name, String value) {
    assertThat(refusal(get(name, value)).fault()).isEqualTo(Fault.REQUEST_REJECTED);
  }

  @Test
  void refusesTwoLengths() {
    assertThat(refusal(get("content-length", "1", "content-length", "1")).detail())
        .contains("more than once");
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 256})
  void refusesMoreLinesThanHttp1MayHave(int lines) {
    var head = get();
    for (int i = 0; i <= lines; i++) {
      head.add("x" + i, "");
    }
    var outcome = StreamHead.read(head, true, TestEdge.LIMITS);
    boolean refused = outcome instanceof StreamHead.Outcome.Refused;
    assertThat(refused).isEqualTo(lines == 256);
    if (refused) {
      assertThat(refusal(head).fault()).isEqualTo(Fault.HEADERS_TOO_LARGE);
    }
  }

  @Test
  void refusesMoreOctetsThanHttp1MayHave() {
    int most = TestEdge.LIMITS.headers();
    assertThat(read(get("x", "y".repeat(most - 3)), true)).isNotNull();
    assertThat(refusal(get("x", "y".repeat(most - 2))).fault()).isEqualTo(Fault.HEADERS_TOO_LARGE);
    int line = TestEdge.LIMITS.requestLine() - "GET  HTTP/1.1".length();
    assertThat(refusal(path("/" + "a".repeat(line))).fault())
        .isEqualTo(Fault.REQUEST_LINE_TOO_LONG);
    assertThat(read(path("/" + "a".repeat(line - 1)), true)).isNotNull();
  }

  private static Http2Headers path(String path) {
    return head(":method", "GET", ":scheme", "http", ":authority", "a", ":path", path);
  }
}
