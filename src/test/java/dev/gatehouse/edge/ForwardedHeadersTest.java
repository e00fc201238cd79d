package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.HeaderFields;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHeadersTest {

  private static ForwardedHeaders of(boolean trusted, String... namesAndValues) {
    HeaderFields headers =
        consumer -> {
          for (int i = 0; i < namesAndValues.length; i += 2) {
            consumer.accept(namesAndValues[i], namesAndValues[i + 1]);
          }
        };
    return ForwardedHeaders.of(headers, trusted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded",
        "X-Real-IP",
        "X-Original-URL",
        "X-Original-Method",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "x_forwarded_for",
        "X.Forwarded.Host",
        "X_Original_URL",
        "X_Real_IP",
        "x-rewrite_url",
        "X-Request-Id",
        "Connection",
        "Proxy-Connection",
        "Keep-Alive",
        "HTTP2-Settings",
        "Proxy-Authorization",
        "Transfer-Encoding",
        "Transfer_Encoding",
        "Content_Length",
        "Trailer",
        "Upgrade"
      })
  void dropsWhatAStrangerMayNotSay(String name) {
    assertThat(of(false).crosses(name, "x")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length",
        "Authorization",
        "Cookie",
        "Accept",
        "X-Custom",
        "X-Forwarded",
        "X-Originals",
        "Sec-WebSocket-Key",
        "Via"
      })
  void passesEverythingElse(String name) {
    assertThat(of(false).crosses(name, "x")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-Port", "x-forwarded-prefix"})
  void passesWhatATrustedProxySaysOtherwise(String name) {
    assertThat(of(true).crosses(name, "x")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X_Forwarded_Port",
        "X-Forwarded-For",
        "x_forwarded_for",
        "Forwarded",
        "X-Real-IP",
        "X-Original-URL",
        "X-HTTP-Method-Override"
      })
  void dropsWhatATrustedProxyMayHavePassedOnFromAStranger(String name) {
    assertThat(of(true).crosses(name, "x")).isFalse();
  }

  @Test
  void dropsWhatConnectionNames() {
    var headers = of(false, "Connection", "close, X-Hop ,, x-other", "connection", "X-Third");
    assertThat(headers.crosses("x-hop", "1")).isFalse();
    assertThat(headers.crosses("X-Other", "1")).isFalse();
    assertThat(headers.crosses("X-Third", "1")).isFalse();
    assertThat(headers.crosses("X-Fourth", "1")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Authorization", "Cookie", "Host", "Content-Length", "content_type", "Origin"})
  void connectionDoesNotTakeAwayWhatIsForTheUpstream(String name) {
    assertThat(of(false, "Connection", "close, " + name).crosses(name.replace('_', '-'), "1"))
        .isTrue();
  }

  @Test
  void connectionDoesNotTakeAwayWhatGatehouseWrites() {
    var client =
        new Client(InetAddress.ofLiteral("203.0.113.9"), "https", "gw.test", "203.0.113.9", false);
    assertThat(ForwardedHeaders.written(client, "r-1"))
        .containsExactly(
            new HeaderField("X-Forwarded-For", "203.0.113.9"),
            new HeaderField("X-Forwarded-Proto", "https"),
            new HeaderField("X-Forwarded-Host", "gw.test"),
            new HeaderField("X-Request-Id", "r-1"));
  }

  @Test
  void passesTeForTrailersAlone() {
    assertThat(of(false).crosses("TE", "trailers")).isTrue();
    assertThat(of(false).crosses("TE", "gzip, trailers")).isFalse();
  }

  @Test
  void teInConnectionDoesNotTakeAwayTrailers() {
    assertThat(of(false, "Connection", "TE").crosses("TE", "Trailers")).isTrue();
  }

  @Test
  void passesUpgradeForAWebSocketAlone() {
    var webSocket = of(false, "Connection", "keep-alive, Upgrade", "Upgrade", "WebSocket");
    assertThat(webSocket.isWebSocket()).isTrue();
    assertThat(webSocket.crosses("Upgrade", "WebSocket")).isTrue();
    var h2c = of(false, "Connection", "Upgrade, HTTP2-Settings", "Upgrade", "h2c");
    assertThat(h2c.isWebSocket()).isFalse();
    assertThat(h2c.crosses("Upgrade", "h2c")).isFalse();
    assertThat(of(false, "Upgrade", "websocket").isWebSocket()).isFalse();
  }

  @Test
  void dropsAnUpgradeToH2cThatHidesBehindOneToAWebSocket() {
    var both = of(false, "Connection", "Upgrade", "Upgrade", "h2c", "Upgrade", "websocket");
    assertThat(both.isWebSocket()).isFalse();
    assertThat(both.crosses("Upgrade", "h2c")).isFalse();
    assertThat(both.crosses("Upgrade", "websocket")).isFalse();
  }
}
